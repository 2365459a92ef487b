import {
  type FieldDescriptor,
  type JsonValue,
  type MessageDescriptor,
  wellKnownForm,
} from "@tramline/protobuf";
import { fieldFromJson } from "@tramline/protobuf/internal";
import { badRequest } from "./bad-request.ts";
import { valueOf } from "./set-field.ts";

const INTEGER = /^[+-]?\d+$/;
/** Each digit in one way only: otherwise a long text that is not a number takes quadratic time. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const BOOLS: ReadonlyMap<string, boolean> = new Map([
  ...["true", "True", "TRUE", "t", "T", "1"].map((text) => [text, true] as const),
  ...["false", "False", "FALSE", "f", "F", "0"].map((text) => [text, false] as const),
]);

/**
 * Parses texts of a path or a query as the value that a message holds in a field: one text for a single
 * value, one for each element of a repeated field.
 *
 * @param place names the parameter, for errors
 * @throws StatusError INVALID_ARGUMENT
 */
export function parseFieldText(
  field: FieldDescriptor,
  texts: readonly string[],
  place: string,
): unknown {
  if (field.repeated) {
    return valueIn(
      field,
      texts.map((text) => jsonOf(field, text, place)),
      place,
    );
  }
  const [text, ...others] = texts;
  if (text === undefined || others.length > 0) {
    throw badRequest(`invalid ${place}: expected one value, got ${texts.length}`);
  }
  // The most common kind.
  if (field.type === "string") return text;
  return valueIn(field, jsonOf(field, text, place), place);
}

/**
 * Parses one entry of a map field.
 *
 * @throws StatusError INVALID_ARGUMENT
 */
export function parseMapEntry(
  field: FieldDescriptor,
  key: string,
  text: string,
  place: string,
): ReadonlyMap<unknown, unknown> {
  const { map } = field;
  if (map === undefined) throw badRequest(`invalid ${place}: ${field.name} is not a map`);
  const json = { [mapKey(map.key, key, place)]: jsonOf(map.value, text, place) };
  return valueIn(field, json, place) as ReadonlyMap<unknown, unknown>;
}

/** A key as JSON has it: a string, whatever its type. */
function mapKey(field: FieldDescriptor, text: string, place: string): string {
  const key = jsonOf(field, text, place);
  return typeof key === "string" ? key : JSON.stringify(key);
}

/** The value of a field by its JSON, with all that ProtoJSON checks. */
function valueIn(field: FieldDescriptor, json: JsonValue, place: string): unknown {
  try {
    return valueOf(fieldFromJson(field, json), field);
  } catch (error) {
    throw badRequest(`invalid ${place}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function jsonOf(field: FieldDescriptor, text: string, place: string): JsonValue {
  switch (field.type) {
    case "string":
    case "bytes":
      return text;
    case "bool": {
      const value = BOOLS.get(text);
      if (value === undefined) throw mismatch("true or false", text, place);
      return value;
    }
    case "float":
    case "double":
      if (NUMBER.test(text)) return Number(text);
      if (text === "NaN" || text === "Infinity" || text === "-Infinity") return text;
      throw mismatch("a number", text, place);
    case "int64":
    case "sint64":
    case "sfixed64":
    case "uint64":
    case "fixed64":
      if (!INTEGER.test(text)) throw mismatch("an integer", text, place);
      return BigInt(text.replace("+", "")).toString();
    case "enum":
      return enumValue(field, text, place);
    case "message":
      return messageJson(field.message as MessageDescriptor, text, place);
    default:
      if (!INTEGER.test(text)) throw mismatch("an integer", text, place);
      return Number(text) + 0;
  }
}

function enumValue(field: FieldDescriptor, text: string, place: string): JsonValue {
  const type = field.enum;
  if (type?.valueByName(text) !== undefined) return text;
  const number = INTEGER.test(text) ? Number(text) : Number.NaN;
  if (type?.valueByNumber(number) !== undefined) return number;
  const names = type?.values.map(({ name }) => name) ?? [];
  throw mismatch(`one of ${names.join(", ")}, or its number`, text, place);
}

function messageJson(type: MessageDescriptor, text: string, place: string): JsonValue {
  switch (wellKnownForm(type)) {
    case "wrapper":
      return jsonOf(type.fields[0] as FieldDescriptor, text, place);
    case "timestamp":
    case "duration":
      return text;
    case "fieldMask":
      return text.split(",").map(lowerCamelPath).join(",");
    case "struct":
    case "value":
    case "listValue":
      try {
        return JSON.parse(text) as JsonValue;
      } catch {
        throw mismatch("JSON", text, place);
      }
    default:
      throw badRequest(
        `invalid ${place}: ${type.typeName} cannot be given as one parameter; give its fields, such as ${exampleField(type)}`,
      );
  }
}

/** A path of a mask as JSON has it, from either of its forms. */
function lowerCamelPath(path: string): string {
  return path.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function exampleField(type: MessageDescriptor): string {
  return `NAME.${type.fields[0]?.jsonName ?? "field"}=…`;
}

function mismatch(expected: string, text: string, place: string): Error {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return badRequest(`invalid ${place}: expected ${expected}, got ${JSON.stringify(shown)}`);
}
