import { FeatureSet_JsonFormat as JsonFormat } from "@tramline/protobuf/wkt";
import type { FieldDefinition, MessageDefinition } from "../descriptor/definitions.ts";
import { jsonName } from "../descriptor/names.ts";
import type { LinkInput } from "./link-types.ts";
import { report, warn } from "./report.ts";

interface NamedField {
  readonly field: FieldDefinition;
  readonly custom: boolean;
}

/** Checks that no two fields of a message have the same name in JSON. */
export function checkJsonNames(message: MessageDefinition, context: LinkInput): void {
  if (message.proto.options?.deprecatedLegacyJsonFieldConflicts === true) return;
  // By the names made from the fields', and then by those that are declared.
  checkPass(message, false, context);
  if (message.fields.some((field) => field.jsonNameNode !== undefined)) {
    checkPass(message, true, context);
  }
}

function checkPass(message: MessageDefinition, useCustom: boolean, context: LinkInput): void {
  const { file } = message;
  const seen = new Map<string, NamedField>();
  for (const field of message.fields) {
    const declared = field.proto.jsonName ?? jsonName(field.name);
    const standard = field.jsonNameNode === undefined ? declared : jsonName(field.name);
    const custom = useCustom && field.jsonNameNode !== undefined && declared !== standard;
    const name = custom ? declared : standard;
    if (custom && name.startsWith("[") && name.endsWith("]")) {
      const text = `The JSON name "${name}" must not be in brackets: those are for extensions.`;
      report(context.reporter, file, field.node.name, "JSON_NAME_INVALID", text);
      continue;
    }
    const other = seen.get(name);
    if (other === undefined) {
      seen.set(name, { field, custom });
      continue;
    }
    // Two fields of one name are reported as that.
    if (other.field.name === field.name) continue;
    if (useCustom && !custom && !other.custom) continue;
    const kind = (isCustom: boolean): string => (isCustom ? "declared" : "default");
    const text =
      `The ${kind(custom)} JSON name "${name}" of "${field.name}" is also ` +
      `the ${kind(other.custom)} JSON name of "${other.field.name}".`;
    const isLegacy = message.features.jsonFormat === JsonFormat.LEGACY_BEST_EFFORT;
    const legacy = isLegacy && (!custom || !other.custom);
    if (legacy) {
      warn(context.reporter, file, field.node.name, "JSON_NAME_CONFLICT", text);
    } else {
      report(context.reporter, file, field.node.name, "JSON_NAME_CONFLICT", text, {
        hint: 'Rename a field, or give it a JSON name: [json_name = "…"].',
      });
    }
  }
}
