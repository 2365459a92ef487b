import type { DescMessage } from "@bufbuild/protobuf";
import { concat, isLengthDelimited, lengthPrefix, readFields, type WireField } from "./wire.ts";

/** A field of a message by its number: its name, and its type if that is a message. */
export function fieldOf(
  type: DescMessage | undefined,
  number: number,
): DescMessage["fields"][number] | undefined {
  return type?.fields.find((field) => field.number === number);
}

/** The type of a field's messages. */
export function messageTypeOf(
  type: DescMessage | undefined,
  field: WireField,
): DescMessage | undefined {
  const found = fieldOf(type, field.number);
  return isLengthDelimited(field) ? (found?.message ?? undefined) : undefined;
}

/**
 * A message's bytes with its fields, and those of the messages in it, in the order of their numbers:
 * what may stand in any order without another meaning. Values of one number keep their order.
 */
export function canonical(bytes: Uint8Array, type: DescMessage | undefined): Uint8Array {
  const fields = readFields(bytes).sort((a, b) => a.number - b.number);
  return concat(
    fields.flatMap((field) => {
      const inner = messageTypeOf(type, field);
      if (inner === undefined) return [field.bytes];
      const value = canonical(field.value, inner);
      return [lengthPrefix(field.number, value.length), value];
    }),
  );
}
