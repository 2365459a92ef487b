import type { CompactOptions, Node, OptionNode } from "../ast/nodes.ts";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import type { DiagnosticDetails, Reporter } from "../diagnostic/diagnostic.ts";
import type {
  OptionOwner,
  OptionsType,
  OptionTarget,
  PendingOption,
} from "../options/option-target.ts";
import type { FileDefinition } from "./definitions.ts";
import { type LocationRecord, NO_LOCATION } from "./location-table.ts";
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

/** The state that the builders of one file's descriptors share. */
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

  /** Reports a warning about a node of the file. */
  warning(code: DiagnosticCode, node: Node, message: string, details?: DiagnosticDetails): void {
    const { tokens, source } = this.file.parsed;
    const start = tokens.start(node.first);
    this.reporter.warning(code, source, start, tokens.end(node.last), message, details);
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
    options: CompactOptions,
    intercept?: (node: OptionNode) => boolean,
  ): void {
    this.info.add(target.path, options.first, options.last);
    for (const node of options.options) {
      if (intercept?.(node) !== true) this.add(target, node);
    }
  }

  /** Gives an element the same option as another one; it has no place of its own in the source. */
  copy(target: OptionTarget, node: OptionNode): void {
    this.register(target);
    addPending(target, { node, location: NO_LOCATION });
  }

  private add(target: OptionTarget, node: OptionNode): LocationRecord {
    // Each part of the name is a step, and the place in a list is one.
    const room = node.name.length + 1;
    const location = this.info.addOption(target.path, room, node.first, node.last);
    addPending(target, { node, location });
    this.register(target);
    return location;
  }
}

function addPending(target: OptionTarget, option: PendingOption): void {
  // Most have one, and a list that grows from nothing takes room for many.
  if (target.options.length === 0) target.options = [option];
  else target.options.push(option);
}
