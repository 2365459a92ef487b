// Random messages, as literals, made by descriptor.
import type { FieldDescriptor, MessageDescriptor } from "@tramline/protobuf";

/** Numbers from 0 to below a limit; the same for the same seed. */
export type Below = (limit: number) => number;

/** A generator of numbers. */
export function seeded(seed: number): Below {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const texts = ["", "a", "plain ascii", "é", "日本語", "😀 pair", "x".repeat(40), "ü".repeat(130), "a \"q\" \\ \n\u0001", "\u2028".repeat(20) + "\\"];
const int32s = [0, 1, -1, 127, 128, 300, 16_384, 2 ** 21, 2 ** 28, 2 ** 31 - 1, -(2 ** 31)];
const uint32s = [0, 1, 127, 128, 16_383, 2 ** 21, 2 ** 28, 2 ** 31, 2 ** 32 - 1];
const int64s = [0n, 1n, -1n, 127n, 2n ** 31n, 2n ** 32n, 2n ** 35n, -(2n ** 33n), 2n ** 63n - 1n, -(2n ** 63n)];
const uint64s = [0n, 1n, 128n, 2n ** 28n, 2n ** 32n, 2n ** 56n, 2n ** 63n, 2n ** 64n - 1n];
const doubles = [0, -0, 1.5, -1e300, 5e-324, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53];
const floats = doubles.map(Math.fround);

function pick<T>(below: Below, values: readonly T[]): T {
  return values[below(values.length)] as T;
}

/** A literal for a message with about half of its fields. */
export function randomInit(
  message: MessageDescriptor,
  below: Below,
  depth = 0,
): Record<string, unknown> {
  const init: Record<string, unknown> = {};
  for (const member of message.members) {
    if (below(2) === 0 && !(member.kind === "field" && member.required)) continue;
    if (member.kind === "oneof") {
      const field = pick(below, member.fields);
      if (field.type === "message" && depth > 2) continue;
      init[member.localName] = { case: field.localName, value: value(field, below, depth) };
    } else if (member.map !== undefined) {
      if (member.map.value.type === "message" && depth > 2) continue;
      const entries = member.map;
      init[member.localName] = new Map(
        Array.from({ length: below(4) }, () => [
          value(entries.key, below, depth),
          value(entries.value, below, depth),
        ]),
      );
    } else if (member.type === "message" && depth > 2) {
      continue;
    } else if (member.repeated) {
      const length = below(8) === 0 ? 200 : below(4);
      const count = member.type === "message" ? Math.min(length, 3) : length;
      init[member.localName] = Array.from({ length: count }, () => value(member, below, depth));
    } else {
      init[member.localName] = value(member, below, depth);
    }
  }
  return init;
}

function value(field: FieldDescriptor, below: Below, depth: number): unknown {
  switch (field.type) {
    case "message":
      return field.message === undefined ? {} : messageValue(field.message, below, depth + 1);
    case "enum":
      return pick(below, field.enum?.values ?? [])?.number;
    case "string":
      return pick(below, texts);
    case "bytes":
      return Uint8Array.from({ length: below(40) }, () => below(256));
    case "bool":
      return below(2) === 0;
    case "double":
      return pick(below, doubles);
    case "float":
      return pick(below, floats);
    case "int32":
    case "sint32":
    case "sfixed32":
      return pick(below, int32s);
    case "uint32":
    case "fixed32":
      return pick(below, uint32s);
    default: {
      if (field.jstype === "number") return below(2 ** 31) * 1000;
      const signed = field.type !== "uint64" && field.type !== "fixed64";
      const number = pick(below, signed ? int64s : uint64s);
      return field.jstype === "string" ? String(number) : number;
    }
  }
}

/** A literal for a message; of well-known types mostly one that has a JSON form. */
function messageValue(message: MessageDescriptor, below: Below, depth: number): object {
  if (below(20) > 0) {
    switch (message.typeName) {
      case "google.protobuf.Timestamp":
        return { seconds: BigInt(below(2 ** 32)) * 50n - 60_000_000_000n, nanos: nanos(below) };
      case "google.protobuf.Duration": {
        const sign = below(2) === 0 ? 1 : -1;
        return { seconds: BigInt(sign * below(2 ** 32)), nanos: sign * nanos(below) };
      }
      case "google.protobuf.FieldMask":
        return { paths: pick(below, [[], ["a"], ["a.b_c", "d_e_f"]]) };
      case "google.protobuf.Value":
        return { kind: valueKind(below, depth) };
      case "google.protobuf.Any":
        return pick(below, [
          {},
          // name: "x"
          { typeUrl: "x/test.other.Other", value: Uint8Array.of(10, 1, 120) },
          { typeUrl: "x/google.protobuf.Duration", value: Uint8Array.of(8, 5) },
        ]);
      default:
    }
  }
  return randomInit(message, below, depth);
}

function nanos(below: Below): number {
  return pick(below, [0, 1, 1_000, 500_000_000, 999_999_999]);
}

function valueKind(below: Below, depth: number): object {
  const value = (): object => ({ kind: valueKind(below, depth + 1) });
  switch (below(depth > 4 ? 4 : 6)) {
    case 0:
      return { case: "nullValue", value: 0 };
    case 1:
      return { case: "numberValue", value: pick(below, [0, -0, 1.5, 1e300]) };
    case 2:
      return { case: "stringValue", value: pick(below, texts) };
    case 3:
      return { case: "boolValue", value: below(2) === 0 };
    case 4:
      return { case: "listValue", value: { values: Array.from({ length: below(3) }, value) } };
    default:
      return {
        case: "structValue",
        value: { fields: new Map(texts.slice(0, below(4)).map((name) => [name, value()])) },
      };
  }
}
