// Random messages of any type, the same ones for the same seed.

import type { FieldDescriptor, MessageDescriptor } from "../../descriptor/descriptor.ts";
import { dynamicType } from "../dynamic-type.ts";
import type { DynamicMessage } from "../message-template.ts";

/** A stream of random numbers from a seed (mulberry32). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed;
  }

  /** From 0 to `limit` - 1. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

const floats = [0, -0, 1, -1.5, 0.1, 3.4028234663852886e38, 1e-45, Infinity, -Infinity, NaN];
const texts = ["", "a", "hello world", "äöü", "日本語", "🦄", '\u0000\n"\\', "x".repeat(300)];
const int32s = [0, 1, -1, 127, 128, -129, 65_536, 2_147_483_647, -2_147_483_648];
const uint32s = [0, 1, 127, 128, 16_384, 4_294_967_295];
const int64s = [0n, 1n, -1n, 300n, 2n ** 31n, -(2n ** 32n), 2n ** 63n - 1n, -(2n ** 63n)];
const uint64s = [0n, 1n, 300n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n];

function scalar(field: FieldDescriptor, random: Random): unknown {
  switch (field.type) {
    case "double":
      return random.pick([...floats, 1.7976931348623157e308, 5e-324, 0.30000000000000004]);
    case "float":
      return Math.fround(random.pick(floats));
    case "bool":
      return random.below(2) === 1;
    case "string":
      return random.pick(texts);
    case "bytes":
      return Uint8Array.from({ length: random.pick([0, 1, 2, 3, 50]) }, () => random.below(256));
    case "enum":
      return field.enum?.typeName === "google.protobuf.NullValue"
        ? 0
        : random.pick([
            ...(field.enum?.values ?? []).map((known) => known.number),
            ...(field.openEnum ? [99] : []),
          ]);
    case "uint32":
    case "fixed32":
      return random.pick(uint32s);
    case "uint64":
    case "fixed64":
    case "int64":
    case "sint64":
    case "sfixed64": {
      const signed = field.type.includes("u") || field.type === "fixed64" ? uint64s : int64s;
      if (field.jstype === "number") return random.pick([0, 5, 2 ** 40]);
      const value = random.pick(signed);
      return field.jstype === "string" ? String(value) : value;
    }
    default:
      return random.pick(int32s);
  }
}

function value(field: FieldDescriptor, random: Random, depth: number): unknown {
  return field.message === undefined
    ? scalar(field, random)
    : randomMessage(field.message, random, depth + 1);
}

/** A message with about a third of its fields set; well-known types hold values that JSON can tell. */
export function randomMessage(type: MessageDescriptor, random: Random, depth = 0): DynamicMessage {
  const message = dynamicType(type).create();
  switch (type.typeName) {
    case "google.protobuf.Timestamp":
      message["seconds"] = random.pick([0n, 1n, -1n, 1_700_000_000n, 253_402_300_799n]);
      message["nanos"] = random.pick([0, 1, 1_000, 500_000_000, 999_999_999]);
      return message;
    case "google.protobuf.Duration": {
      const sign = random.pick([1, -1]);
      message["seconds"] = BigInt(sign) * random.pick([0n, 1n, 315_575_999_999n]);
      message["nanos"] = sign * random.pick([1, 1_000, 500_000_000, 999_999_999]);
      return message;
    }
    case "google.protobuf.FieldMask":
      message["paths"] = random.pick([[], ["a"], ["foo_bar", "x.y_z"]]);
      return message;
    case "google.protobuf.Any": {
      const inner = random.pick([type.file.name, ""]);
      if (inner === "" || depth > 2) return message;
      message["typeUrl"] = "type.googleapis.com/google.protobuf.Any";
      return message;
    }
    case "google.protobuf.Value": {
      const field = type.fields[depth > 4 ? random.below(4) : random.below(6)];
      if (field === undefined) return message;
      const number = random.pick([0, -0.5, 1e300]);
      const chosen = field.type === "double" ? number : value(field, random, depth);
      message["kind"] = { case: field.localName, value: chosen };
      return message;
    }
    default:
  }
  for (const member of type.members) {
    const required = member.kind === "field" && member.required;
    if (!required && random.below(3) !== 0) continue;
    if (member.kind === "oneof") {
      const field = random.pick(member.fields);
      if (field.message !== undefined && depth > 2) continue;
      message[member.localName] = { case: field.localName, value: value(field, random, depth) };
    } else if ((member.map?.value ?? member).message !== undefined && depth > 2) {
      continue;
    } else if (member.repeated) {
      message[member.localName] = Array.from({ length: random.below(4) }, () =>
        value(member, random, depth),
      );
    } else if (member.map !== undefined) {
      const map = new Map<unknown, unknown>();
      for (let i = random.below(3); i > 0; i--) {
        map.set(scalar(member.map.key, random), value(member.map.value, random, depth));
      }
      message[member.localName] = map;
    } else {
      message[member.localName] = value(member, random, depth);
    }
  }
  return message;
}
