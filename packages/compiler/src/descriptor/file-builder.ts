import type { SourceCodeInfo_Location } from "@tramline/protobuf/wkt";
import type { CompactOptions, Node, OptionNode } from "../ast/nodes.ts";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import type { DiagnosticDetails, Reporter } from "../diagnostic/diagnostic.ts";
import type { OptionOwner, OptionsType, OptionTarget } from "../options/option-target.ts";
import type { FileDefinition } from "./definitions.ts";
import type { SourceInfoRecorder } from "./source-info.ts";

/** Field number of `options` in each descriptor message, for paths in SourceCodeInfo. */
const OPTIONS_FIELD: Readonly<Record<OptionsType, number>> = {
  FileOptions: 8,
  MessageOptions: 7,
  FieldOptions: 8,
  OneofOptions: 2,
  EnumOptions: 3,
  EnumValueOptions: 3,
  ExtensionRangeOptions: 3,
  ServiceOptions: 3,
  MethodOptions: 4,
};

/** What the builders of one file's descriptors share. */
export class FileBuilder {
  readonly file: FileDefinition;
  readonly info: SourceInfoRecorder;
  readonly reporter: Reporter;

  constructor(file: FileDefinition, info: SourceInfoRecorder, reporter: Reporter) {
    this.file = file;
    this.info = info;
    this.reporter = reporter;
  }

  /** Reports an error about a node of the file. */
  error(code: DiagnosticCode, node: Node, message: string, details?: DiagnosticDetails): void {
    const { tokens, source } = this.file.parsed;
    const start = tokens.start(node.first);
    this.reporter.error(code, source, start, tokens.end(node.last), message, details);
  }

  /** Begins the options of an element; it is kept in the file only once an option is added. */
  target(
    type: OptionsType,
    owner: OptionOwner,
    scope: string,
    elementPath: readonly number[],
  ): OptionTarget {
    const path = [...elementPath, OPTIONS_FIELD[type]];
    return { type, owner, scope, path, options: [], registered: false };
  }

  /** Makes an element's options message present, even if it stays empty. */
  register(target: OptionTarget): void {
    if (target.registered) return;
    target.registered = true;
    this.file.options.push(target);
  }

  /** Adds `option name = value;` to an element's options. */
  statement(target: OptionTarget, node: OptionNode): void {
    this.info.add(target.path, node.first, node.last);
    const location = this.add(target, node);
    this.info.end(node.last, location);
  }

  /** Adds options between brackets, but for those that `intercept` takes. */
  compact(
    target: OptionTarget,
    options: CompactOptions | undefined,
    intercept?: (node: OptionNode) => boolean,
  ): void {
    if (options === undefined) return;
    this.info.add(target.path, options.first, options.last);
    for (const node of options.options) {
      if (intercept?.(node) !== true) this.add(target, node);
    }
  }

  /** Gives an element the same option as another one; it has no place of its own in the source. */
  copy(target: OptionTarget, node: OptionNode): void {
    this.register(target);
    target.options.push({ node, location: undefined });
  }

  private add(target: OptionTarget, node: OptionNode): SourceCodeInfo_Location | undefined {
    const location = this.info.add(target.path, node.first, node.last);
    this.register(target);
    target.options.push({ node, location });
    return location;
  }
}
