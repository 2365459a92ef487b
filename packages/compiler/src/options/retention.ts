import type { FieldDefinition } from "../descriptor/definitions.ts";
import { MessageValue } from "./option-value.ts";

/**
 * Takes options out that are declared with `retention = RETENTION_SOURCE`: they are for those who
 * read the source and are no part of the descriptor.
 *
 * @returns the numbers of the fields that were taken out of the message itself
 */
export function stripSourceOnly(message: MessageValue): number[] {
  const stripped: number[] = [];
  let kept = 0;
  for (const entry of message.fields) {
    if (isSourceOnly(entry.field)) {
      stripped.push(entry.field.proto.number ?? 0);
      continue;
    }
    if (entry.value instanceof MessageValue) stripSourceOnly(entry.value);
    message.fields[kept] = entry;
    kept += 1;
  }
  message.fields.length = kept;
  return stripped;
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
