import { buildFile } from "../descriptor/build-file.ts";
import type { MessageDefinition } from "../descriptor/definitions.ts";
import { Reporter } from "../diagnostic/diagnostic.ts";
import { linkTypes } from "../link/link-types.ts";
import { SymbolTable } from "../link/symbol-table.ts";
import { parseFile } from "../parser/parse-file.ts";
import { bundledSource } from "../source/bundled-sources.ts";
import { SourceFile } from "../source/source-file.ts";

const PATH = "google/protobuf/descriptor.proto";

let schema: SymbolTable | undefined;

/**
 * The definition of a message of the bundled descriptor.proto, by its name within
 * `google.protobuf`. These are the options that the descriptors have properties for.
 */
export function schemaMessage(name: string): MessageDefinition | undefined {
  schema ??= loadSchema();
  const definition = schema.get(`google.protobuf.${name}`);
  return definition?.kind === "message" ? definition : undefined;
}

function loadSchema(): SymbolTable {
  const reporter = new Reporter();
  const source = new SourceFile(PATH, bundledSource(PATH) ?? "");
  const file = buildFile(parseFile(source, reporter), reporter, false);
  file.visible.add(file);
  const table = new SymbolTable();
  table.addFile(file, reporter);
  linkTypes(file, { table, reporter });
  return table;
}
