import { FieldDescriptorProto_Type as Type } from "@tramline/protobuf/wkt";
import type { TypeName } from "../ast/nodes.ts";
import type {
  Definition,
  EnumDefinition,
  FieldDefinition,
  FileDefinition,
  Lookup,
  MessageDefinition,
  MethodDefinition,
} from "../descriptor/definitions.ts";
import { scalarNames, scalarType } from "../descriptor/names.ts";
import type { DiagnosticDetails, Reporter } from "../diagnostic/diagnostic.ts";
import { suggest } from "../diagnostic/suggest.ts";
import { bundledDefinitionPath } from "../source/bundled-types.ts";
import { report } from "./report.ts";
import { lookUp } from "./scope.ts";
import type { SymbolTable } from "./symbol-table.ts";

/** Errors after which no similar names are searched any more, since that takes its time. */
export const MAX_HINTED = 50;

/** The input of linking a file beside the file. */
export interface LinkInput {
  readonly table: SymbolTable;
  readonly reporter: Reporter;
}

/** Resolves every name of a type in a file and writes full names into the descriptors. */
export function linkTypes(file: FileDefinition, context: LinkInput): void {
  for (const message of file.messages) linkMessage(message, context);
  for (const extension of file.extensions) linkField(extension, context);
  for (const service of file.services) {
    for (const method of service.methods) linkMethod(method, context);
  }
}

function linkMessage(message: MessageDefinition, context: LinkInput): void {
  for (const field of message.fields) linkField(field, context);
  for (const extension of message.extensions) linkField(extension, context);
  for (const nested of message.messages) linkMessage(nested, context);
}

function linkField(field: FieldDefinition, context: LinkInput): void {
  if (field.extendee !== undefined) {
    const extended = resolve(field.file, field.extendee, field.fullName, false, context);
    if (extended?.kind === "message") {
      field.containing = extended;
      field.proto.extendee = `.${extended.fullName}`;
    } else if (extended !== undefined) {
      const message = `"${field.extendee.name}" is not a message type.`;
      report(context.reporter, field.file, field.extendee, "NOT_A_MESSAGE", message);
    }
  }
  if (field.typeDefinition !== undefined) {
    // A group's or map field's message was made with the field.
    field.proto.typeName = `.${field.typeDefinition.fullName}`;
    return;
  }
  if (field.type === undefined || field.proto.type !== undefined) return;
  const type = resolve(field.file, field.type, field.fullName, true, context);
  if (type === undefined) return;
  if (type.kind === "message" || type.kind === "enum") {
    field.typeDefinition = type;
    field.proto.type = type.kind === "message" ? Type.MESSAGE : Type.ENUM;
    field.proto.typeName = `.${type.fullName}`;
  } else {
    const message = `"${field.type.name}" is not a type.`;
    report(context.reporter, field.file, field.type, "NOT_A_TYPE", message);
  }
}

function linkMethod(method: MethodDefinition, context: LinkInput): void {
  const { node, proto } = method;
  const input = resolveMessage(method, node.input.type, context);
  method.input = input;
  if (input !== undefined) proto.inputType = `.${input.fullName}`;
  const output = resolveMessage(method, node.output.type, context);
  method.output = output;
  if (output !== undefined) proto.outputType = `.${output.fullName}`;
}

function resolveMessage(
  method: MethodDefinition,
  type: TypeName | undefined,
  context: LinkInput,
): MessageDefinition | undefined {
  if (type === undefined) return undefined;
  if (scalarType(type.name) !== undefined) {
    const message = `"${type.name}" is a scalar; methods take and return messages.`;
    report(context.reporter, method.file, type, "NOT_A_MESSAGE", message, {
      hint: "Wrap it in a message.",
    });
    return undefined;
  }
  const found = resolve(method.file, type, method.fullName, false, context);
  if (found === undefined || found.kind === "message") return found;
  report(
    context.reporter,
    method.file,
    type,
    "NOT_A_MESSAGE",
    `"${type.name}" is not a message type.`,
  );
  return undefined;
}

function resolve(
  file: FileDefinition,
  type: TypeName,
  from: string,
  typesOnly: boolean,
  context: LinkInput,
): Definition | undefined {
  if (scalarType(type.name) !== undefined) {
    report(context.reporter, file, type, "NOT_A_MESSAGE", `"${type.name}" is not a message type.`);
    return undefined;
  }
  const found = lookUp(context.table, file, type.name, from, typesOnly);
  if (found.definition !== undefined) {
    markUsed(file, found.definition);
    return found.definition;
  }
  reportUndefined(file, type, from, found, context);
  return undefined;
}

/** Notes that the import through which a definition is seen is needed. */
export function markUsed(file: FileDefinition, definition: Definition): void {
  if (definition.kind === "package" || definition.file === file) return;
  for (const reference of file.imports) {
    const imported = reference.file;
    if (reference.used || imported === undefined) continue;
    if (reaches(imported, definition.file)) reference.used = true;
  }
}

/** True if a file passes another on by public imports. */
function reaches(from: FileDefinition, to: FileDefinition): boolean {
  const seen = new Set<FileDefinition>();
  const pending = [from];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    if (file === to) return true;
    if (seen.has(file)) continue;
    seen.add(file);
    for (const { node, file: imported } of file.imports) {
      if (node.modifier === "public" && imported !== undefined) pending.push(imported);
    }
  }
  return false;
}

function reportUndefined(
  file: FileDefinition,
  type: TypeName,
  from: string,
  found: Lookup,
  context: LinkInput,
): void {
  const { name } = type;
  const { invisible, resolvedName } = found;
  let details: DiagnosticDetails | undefined;
  let message = `"${name}" is not defined.`;
  if (invisible !== undefined && invisible.kind !== "package") {
    const { path } = invisible.file;
    if (file.visibleOptions.has(invisible.file)) {
      message = `"${name}" is defined in "${path}", which "${file.path}" imports for options only.`;
      details = { hint: `Leave out "option" in the import.` };
    } else {
      message = `"${name}" is defined in "${path}", which "${file.path}" does not import.`;
      details = { hint: `Add 'import "${path}";'.` };
    }
  } else if (resolvedName !== undefined) {
    message = `"${name}" is resolved to "${resolvedName}", which is not defined.`;
    details = {
      notes: ["The innermost scope is searched first, for the first part of the name."],
      hint: outerHint(name, from, context.table),
    };
  } else if (file.imports.some((reference) => reference.file === undefined)) {
    details = { notes: ["A file that is imported was not found; this may be defined there."] };
  } else if (context.reporter.errorCount < MAX_HINTED) {
    details = { hint: hintFor(name, from, context.table) };
  }
  report(context.reporter, file, type, "UNDEFINED_TYPE", message, details);
}

/** How to write a name that an inner scope hides. */
function outerHint(name: string, from: string, table: SymbolTable): string | undefined {
  for (let scope = from; scope !== ""; ) {
    scope = scope.slice(0, Math.max(0, scope.lastIndexOf(".")));
    const fullName = scope === "" ? name : `${scope}.${name}`;
    const kind = table.get(fullName)?.kind;
    if (kind === "message" || kind === "enum") return `Did you mean ".${fullName}"?`;
  }
  return undefined;
}

function hintFor(name: string, from: string, table: SymbolTable): string | undefined {
  const plain = name.startsWith(".") ? name.slice(1) : name;
  const path = bundledDefinitionPath(plain);
  if (path !== undefined) {
    const full = `google.protobuf.${plain.slice(plain.lastIndexOf(".") + 1)}`;
    const use = full === plain ? "" : ` and write "${full}"`;
    return `Add 'import "${path}";'${use}.`;
  }
  const foreign = FOREIGN_SCALARS.get(plain.toLowerCase());
  if (foreign !== undefined) return `Did you mean "${foreign}"?`;
  const scalar = suggest(plain, scalarNames());
  if (scalar !== undefined) return `Did you mean "${scalar}"?`;
  return suggestType(plain, from, table);
}

/** The names of scalar types in other languages. */
const FOREIGN_SCALARS: ReadonlyMap<string, string> = new Map([
  ["int", "int32"],
  ["integer", "int32"],
  ["uint", "uint32"],
  ["long", "int64"],
  ["ulong", "uint64"],
  ["short", "int32"],
  ["byte", "bytes"],
  ["boolean", "bool"],
  ["str", "string"],
  ["text", "string"],
  ["number", "double"],
  ["float32", "float"],
  ["float64", "double"],
  ["i32", "int32"],
  ["i64", "int64"],
  ["u32", "uint32"],
  ["u64", "uint64"],
  ["date", "google.protobuf.Timestamp"],
  ["datetime", "google.protobuf.Timestamp"],
]);

/** The type that is most like the name, written as shortly as the scope of use allows. */
function suggestType(name: string, from: string, table: SymbolTable): string | undefined {
  const byShortName = new Map<string, string>();
  for (const fullName of table.names()) {
    const kind = table.get(fullName)?.kind;
    if (kind !== "message" && kind !== "enum") continue;
    let shown = fullName;
    for (let end = from.lastIndexOf("."); end !== -1; end = from.lastIndexOf(".", end - 1)) {
      const scope = from.slice(0, end + 1);
      if (fullName.startsWith(scope)) {
        shown = fullName.slice(scope.length);
        break;
      }
      if (end === 0) break;
    }
    byShortName.set(shown, fullName);
    const last = fullName.slice(fullName.lastIndexOf(".") + 1);
    // The right name without its scope.
    if (last === name) return `Did you mean "${shown}"?`;
  }
  const guess = suggest(name, byShortName.keys());
  return guess === undefined ? undefined : `Did you mean "${guess}"?`;
}

/** The type of a field if it is an enum. */
export function enumOf(field: FieldDefinition): EnumDefinition | undefined {
  return field.typeDefinition?.kind === "enum" ? field.typeDefinition : undefined;
}

/** The type of a field if it is a message. */
export function messageOf(field: FieldDefinition): MessageDefinition | undefined {
  return field.typeDefinition?.kind === "message" ? field.typeDefinition : undefined;
}
