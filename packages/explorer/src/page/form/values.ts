/** Values of fields in the JSON of a message: where they are, and with what they begin. */
import type { ContractJson, FieldJson } from "../../page-protocol.ts";
import { type Json, type JsonObject, withMember } from "../json/json.ts";

/** The type of one value: of a field, an element of a list, or a value of a map. */
export interface ValueType {
  /** `int64`, …, `enum`, `message`. */
  readonly type: string;
  readonly typeName?: string;
}

/** Whether null is a value of the type, and not the absence of one. */
function hasNull({ typeName }: ValueType): boolean {
  return typeName === "google.protobuf.Value" || typeName === "google.protobuf.NullValue";
}

/** Reads a field, under either of its names. null stands for absent where it is not a value. */
export function readField(object: JsonObject, field: FieldJson): Json | undefined {
  const value = field.jsonName in object ? object[field.jsonName] : object[field.name];
  return value === null && !hasNull(field) ? undefined : value;
}

/** A copy of a message with one field changed, and the other fields of its oneof removed. */
export function writeField(
  object: JsonObject,
  field: FieldJson,
  value: Json | undefined,
  siblings: readonly FieldJson[] = [],
): JsonObject {
  let changed = object;
  for (const { name, jsonName } of siblings) {
    if (jsonName === field.jsonName) continue;
    changed = withMember(withMember(changed, name, undefined), jsonName, undefined);
  }
  if (field.name !== field.jsonName) changed = withMember(changed, field.name, undefined);
  return withMember(changed, field.jsonName, value);
}

const INTEGERS: ReadonlyMap<string, readonly [least: bigint, most: bigint]> = new Map([
  ...["int32", "sint32", "sfixed32"].map((type) => [type, [-(2n ** 31n), 2n ** 31n - 1n]] as const),
  ...["uint32", "fixed32"].map((type) => [type, [0n, 2n ** 32n - 1n]] as const),
  ...["int64", "sint64", "sfixed64"].map((type) => [type, [-(2n ** 63n), 2n ** 63n - 1n]] as const),
  ...["uint64", "fixed64"].map((type) => [type, [0n, 2n ** 64n - 1n]] as const),
]);

/** Whether a type is a number, integer or not. */
export function isNumeric(type: string): boolean {
  return INTEGERS.has(type) || type === "double" || type === "float";
}

/**
 * Parses the text of a number.
 *
 * @returns its JSON value, or a text that says what is wrong
 */
export function parseNumber(
  type: string,
  text: string,
): { readonly value: Json } | { readonly wrong: string } {
  const range = INTEGERS.get(type);
  if (range === undefined) {
    if (["NaN", "Infinity", "-Infinity"].includes(text)) return { value: text };
    const number = text === "" ? Number.NaN : Number(text);
    return Number.isFinite(number) ? { value: number } : { wrong: "Write a number, such as 1.5." };
  }
  if (!/^-?\d+$/.test(text)) return { wrong: "Write a whole number." };
  const integer = BigInt(text);
  const [least, most] = range;
  if (integer < least || integer > most) return { wrong: `${type} is from ${least} to ${most}.` };
  return { value: type.includes("64") ? integer.toString() : Number(integer) };
}

/** The value with which a list element, a map value, or a message that is set begins. */
export function firstValue({ type, typeName }: ValueType, contract: ContractJson): Json {
  switch (type) {
    case "string":
    case "bytes":
      return "";
    case "bool":
      return false;
    case "enum":
      if (typeName === "google.protobuf.NullValue") return null;
      return contract.enums[typeName ?? ""]?.values[0]?.name ?? 0;
    case "message":
      return firstMessage(typeName ?? "", contract);
    default:
      return type.includes("64") ? "0" : 0;
  }
}

function firstMessage(typeName: string, contract: ContractJson): Json {
  const message = contract.messages[typeName];
  switch (message?.form) {
    case "timestamp":
      return new Date().toISOString();
    case "duration":
      return "0s";
    case "fieldMask":
      return "";
    case "listValue":
      return [];
    case "value":
      return "";
    case "wrapper":
      return firstValue(message.fields[0] ?? { type: "string" }, contract);
    default:
      return {};
  }
}
