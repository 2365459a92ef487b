import { buildFile } from "../descriptor/build-file.ts";
import type { FileDefinition, MessageDefinition } from "../descriptor/definitions.ts";
import { Reporter } from "../diagnostic/diagnostic.ts";
import { type LinkInput, linkTypes } from "../link/link-types.ts";
import { SymbolTable } from "../link/symbol-table.ts";
import { parseFile } from "../parser/parse-file.ts";
import { bundledSource } from "../source/bundled-sources.ts";
import { SourceFile } from "../source/source-file.ts";

const PATH = "google/protobuf/descriptor.proto";

/** The bundled descriptor.proto: its messages of options are those that descriptors have properties for. */
export class OptionSchema {
  readonly file: FileDefinition;
  readonly context: LinkInput;
  /** False until the options in it have been interpreted, such as the targets of features. */
  interpreted: boolean;

  constructor() {
    const reporter = new Reporter();
    const source = new SourceFile(PATH, bundledSource(PATH) ?? "");
    this.file = buildFile(parseFile(source, reporter), reporter, false);
    this.file.visible.add(this.file);
    this.context = { table: new SymbolTable(), reporter };
    this.context.table.addFile(this.file, reporter);
    this.interpreted = false;
    linkTypes(this.file, this.context);
  }

  /** The definition of a message by its name within `google.protobuf`. */
  message(name: string): MessageDefinition | undefined {
    const definition = this.context.table.get(`google.protobuf.${name}`);
    return definition?.kind === "message" ? definition : undefined;
  }
}
