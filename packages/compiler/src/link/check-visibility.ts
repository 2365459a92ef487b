import {
  SymbolVisibility as Keyword,
  FeatureSet_VisibilityFeature_DefaultSymbolVisibility as Visibility,
} from "@tramline/protobuf/wkt";
import type { Node } from "../ast/nodes.ts";
import type {
  EnumDefinition,
  FieldDefinition,
  FileDefinition,
  MessageDefinition,
  MethodDefinition,
} from "../descriptor/definitions.ts";
import type { LinkInput } from "./link-types.ts";
import { report } from "./report.ts";

type TypeDefinition = MessageDefinition | EnumDefinition;

/** Checks that the types that a field or an extension names may be used in its file. */
export function checkFieldVisibility(field: FieldDefinition, context: LinkInput): void {
  const { file, extendee, containing, typeDefinition } = field;
  if (extendee !== undefined) checkUse(file, extendee, containing, context);
  if (field.type !== undefined) checkUse(file, field.type, typeDefinition, context);
  if (typeDefinition?.kind !== "message" || !typeDefinition.isMapEntry) return;
  for (const part of typeDefinition.fields) {
    if (part.type !== undefined) checkUse(file, part.type, part.typeDefinition, context);
  }
}

/** Checks that the types that a method names may be used in its file. */
export function checkMethodVisibility(method: MethodDefinition, context: LinkInput): void {
  const { file, node, input, output } = method;
  if (node.input.type !== undefined) checkUse(file, node.input.type, input, context);
  if (node.output.type !== undefined) checkUse(file, node.output.type, output, context);
}

function checkUse(
  file: FileDefinition,
  node: Node,
  type: TypeDefinition | undefined,
  context: LinkInput,
): void {
  if (type === undefined || type.file === file || !isLocal(type)) return;
  const text = `"${type.fullName}" is local to "${type.file.path}".`;
  report(context.reporter, file, node, "VISIBILITY_LOCAL", text, {
    notes: [
      type.proto.visibility === Keyword.VISIBILITY_LOCAL
        ? `It is declared with "local".`
        : "It is local by the default of its file, features.default_symbol_visibility.",
    ],
    hint: `Declare it with "export", or move what needs it into its file.`,
  });
}

/** True for a type that only its own file may use. */
function isLocal(type: TypeDefinition): boolean {
  const { visibility } = type.proto;
  if (visibility === Keyword.VISIBILITY_LOCAL) return true;
  if (visibility === Keyword.VISIBILITY_EXPORT) return false;
  switch (type.features.defaultSymbolVisibility) {
    case Visibility.EXPORT_TOP_LEVEL:
      return type.parent !== undefined;
    case Visibility.LOCAL_ALL:
    case Visibility.STRICT:
      return true;
    default:
      return false;
  }
}

/** Checks that a type may be exported from where it stands. */
export function checkExport(type: TypeDefinition, context: LinkInput): void {
  if (type.parent === undefined || type.proto.visibility !== Keyword.VISIBILITY_EXPORT) return;
  if (type.features.defaultSymbolVisibility !== Visibility.STRICT) return;
  if (type.kind === "enum" && isNamespace(type.parent)) return;
  const text = `"${type.fullName}" is nested, and cannot be exported under STRICT visibility.`;
  report(context.reporter, type.file, type.nameNode, "VISIBILITY_NESTED", text, {
    hint:
      type.kind === "enum"
        ? `Move it to the top of a file; or let its message be local and hold nothing but "reserved 1 to max;".`
        : "Move it to the top of a file.",
  });
}

/** True for a local message without room for fields, which is only there to hold enums. */
function isNamespace(message: MessageDefinition): boolean {
  if (message.parent !== undefined || !isLocal(message)) return false;
  const [range, another] = message.reservedRanges;
  return another === undefined && range?.node.start.value === 1 && range.node.end === "max";
}
