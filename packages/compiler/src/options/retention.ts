import { FieldDescriptorProto_Label as Label } from "@tramline/protobuf/wkt";
import type { FieldDefinition } from "../descriptor/definitions.ts";
import { type FieldValue, MessageValue } from "./option-value.ts";

/**
 * Removes the options that are declared with `retention = RETENTION_SOURCE`: they are for readers
 * of the source and not part of the descriptor. Returns the same message if it has none.
 *
 * @param path path of the message in SourceCodeInfo
 * @param stripped gets the paths of what was left out
 */
export function withoutSourceOnly(
  message: MessageValue,
  path: readonly number[],
  stripped: Set<string>,
): MessageValue {
  const kept: FieldValue[] = [];
  let counts: Map<FieldDefinition, number> | undefined;
  let changed = false;
  for (const entry of message.fields) {
    const { field, value, node } = entry;
    if (isSourceOnly(field)) {
      stripped.add([...path, field.proto.number ?? 0].join("."));
      changed = true;
      continue;
    }
    if (!(value instanceof MessageValue)) {
      kept.push(entry);
      continue;
    }
    const fieldPath = [...path, field.proto.number ?? 0];
    if (field.proto.label === Label.REPEATED) {
      counts ??= new Map();
      const count = counts.get(field) ?? 0;
      counts.set(field, count + 1);
      fieldPath.push(count);
    }
    const inner = withoutSourceOnly(value, fieldPath, stripped);
    if (inner !== value) changed = true;
    kept.push({ field, value: inner, node });
  }
  return changed ? new MessageValue(message.type, kept) : message;
}

/** Read from the source, since the options of the field may not have been interpreted yet. */
function isSourceOnly(field: FieldDefinition): boolean {
  const options = field.node.options?.options;
  if (options === undefined) return false;
  return options.some(
    ({ name, value }) =>
      name.length === 1 &&
      name[0]?.name === "retention" &&
      !name[0].isExtension &&
      value.kind === "identifier" &&
      value.name === "RETENTION_SOURCE",
  );
}
