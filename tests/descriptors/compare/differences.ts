import type { DescMessage } from "@bufbuild/protobuf";
import { fieldOf, messageTypeOf } from "./canonical.ts";
import { isLengthDelimited, readFields, readVarint, type WireField } from "./wire.ts";

/** Longest value that is shown, in characters. */
const SHOWN = 120;

/**
 * Says field by field where two encoded messages differ, each difference with its path, such as
 * `message_type[2 "Order"].field[0 "id"].json_name: protoc "id", ours "ID"`.
 *
 * @param limit most differences that are listed; the rest is passed over
 */
export function differences(
  protoc: Uint8Array,
  ours: Uint8Array,
  type: DescMessage,
  limit: number,
): string[] {
  const differences: Differences = { found: [], limit };
  compareMessages("", protoc, ours, type, differences);
  return differences.found;
}

/** The differences that were found, and how many are wanted. */
interface Differences {
  readonly found: string[];
  readonly limit: number;
}

function compareMessages(
  path: string,
  protoc: Uint8Array,
  ours: Uint8Array,
  type: DescMessage | undefined,
  differences: Differences,
): void {
  const { found, limit } = differences;
  const left = byNumber(protoc);
  const right = byNumber(ours);
  const numbers = [...new Set([...left.keys(), ...right.keys()])].sort((a, b) => a - b);
  for (const number of numbers) {
    const name = fieldOf(type, number)?.name ?? `[${number}]`;
    const a = left.get(number) ?? [];
    const b = right.get(number) ?? [];
    for (let index = 0; index < Math.max(a.length, b.length); index++) {
      if (found.length >= limit) return;
      const element = a[index] ?? b[index];
      if (element === undefined) continue;
      const known = fieldOf(type, number);
      // Packed numbers are one value on the wire.
      const isPacked = known?.fieldKind === "list" && known.listKind === "scalar" && known.packed;
      const isList = Math.max(a.length, b.length) > 1 || (known?.fieldKind === "list" && !isPacked);
      const place = isList ? `[${index}${labelOf(element, type)}]` : "";
      const at = `${path}${path === "" ? "" : "."}${name}${place}`;
      if (!compareValues(at, a[index], b[index], type, differences)) break;
    }
  }
}

/** False after a difference that makes the rest of a list differ as well. */
function compareValues(
  path: string,
  protoc: WireField | undefined,
  ours: WireField | undefined,
  type: DescMessage | undefined,
  differences: Differences,
): boolean {
  const { found } = differences;
  if (protoc === undefined || ours === undefined) {
    found.push(`${path}: protoc ${present(protoc, type)}, ours ${present(ours, type)}`);
    return false;
  }
  if (Buffer.compare(protoc.bytes, ours.bytes) === 0) return true;
  const inner = messageTypeOf(type, protoc);
  if (inner === undefined || messageTypeOf(type, ours) === undefined) {
    found.push(`${path}: protoc ${present(protoc, type)}, ours ${present(ours, type)}`);
    return true;
  }
  // Two elements that are not the same at all: one list has an element more, and the rest is shifted.
  const labels = [labelOf(protoc, type), labelOf(ours, type)];
  if (labels[0] !== labels[1]) {
    found.push(`${path}: protoc ${present(protoc, type)}, ours ${present(ours, type)}`);
    return false;
  }
  compareMessages(path, protoc.value, ours.value, inner, differences);
  return true;
}

function byNumber(bytes: Uint8Array): Map<number, WireField[]> {
  const fields = new Map<number, WireField[]>();
  for (const field of readFields(bytes)) {
    const list = fields.get(field.number);
    if (list === undefined) fields.set(field.number, [field]);
    else list.push(field);
  }
  return fields;
}

/** What a message is known by: its name, or for a location its path. */
function labelOf(field: WireField, type: DescMessage | undefined): string {
  const inner = messageTypeOf(type, field);
  if (inner === undefined) return "";
  const first = readFields(field.value).find(({ number }) => number === 1);
  if (inner.name === "Location") {
    return ` ${first === undefined ? "the file" : integers(first.value).join(".")}`;
  }
  return first !== undefined && fieldOf(inner, 1)?.name === "name" ? ` ${text(first.value)}` : "";
}

/** A value for people. */
function present(field: WireField | undefined, type: DescMessage | undefined): string {
  if (field === undefined) return "nothing";
  const known = fieldOf(type, field.number);
  if (field.wireType === 0) {
    const { value } = readVarint(field.value, 0);
    const member = known?.enum?.values.find(({ number }) => BigInt(number) === value);
    return member?.name ?? `${BigInt.asIntN(64, value)}`;
  }
  if (!isLengthDelimited(field)) return hex(field.value);
  if (known?.message !== undefined) {
    const parts = readFields(field.value).map(
      (inner) =>
        `${fieldOf(known.message, inner.number)?.name ?? inner.number}: ${present(inner, known.message)}`,
    );
    return shortened(`{ ${parts.join(", ")} }`);
  }
  if (known === undefined) return hex(field.value);
  const isPacked = known.fieldKind === "list" && known.listKind === "scalar" && known.scalar === 5;
  return isPacked ? `[${integers(field.value).join(", ")}]` : shortened(text(field.value));
}

function integers(packed: Uint8Array): bigint[] {
  const values: bigint[] = [];
  for (let at = 0; at < packed.length; ) {
    const { value, end } = readVarint(packed, at);
    values.push(BigInt.asIntN(64, value));
    at = end;
  }
  return values;
}

function text(bytes: Uint8Array): string {
  return JSON.stringify(Buffer.from(bytes).toString("utf8"));
}

function hex(bytes: Uint8Array): string {
  return shortened(`0x${Buffer.from(bytes).toString("hex")}`);
}

function shortened(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}… (${text.length} characters)` : text;
}
