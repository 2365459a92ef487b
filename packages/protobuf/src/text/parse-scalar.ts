// Scalars and enum values from text.
// https://protobuf.dev/reference/protobuf/textformat-spec/#value

import type { EnumDescriptor, FieldShape, ScalarValue } from "../descriptor/descriptor.ts";
import type { TextLexer } from "./lexer.ts";
import { unescape } from "./literals.ts";
import type { TextError } from "./text-error.ts";

const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const int32Range = [-(2n ** 31n), 2n ** 31n - 1n] as const;
const uint32Range = [0n, 2n ** 32n - 1n] as const;
const int64Range = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const uint64Range = [0n, 2n ** 64n - 1n] as const;

/** 64 bits have 22 octal digits; more would only cost time. */
const maxDigits = 24;

/** Parses the value of a scalar field, or an element of one, as messages hold it. */
export function parseScalar(lexer: TextLexer, field: FieldShape): ScalarValue {
  switch (field.type) {
    case "string":
      return parseString(lexer);
    case "bytes":
      return parseBytes(lexer).slice();
    case "bool":
      return parseBool(lexer);
    case "float":
      return Math.fround(parseFloating(lexer, field.type));
    case "double":
      return parseFloating(lexer, field.type);
    case "int64":
    case "sint64":
    case "sfixed64":
      return parseInteger64(lexer, field, int64Range);
    case "uint64":
    case "fixed64":
      return parseInteger64(lexer, field, uint64Range);
    case "uint32":
    case "fixed32":
      return Number(parseInteger(lexer, uint32Range, field.type));
    default:
      return Number(parseInteger(lexer, int32Range, field.type));
  }
}

/**
 * Parses an enum value, by name or number. With `ignoreUnknown`, undefined for names
 * that are unknown, and numbers that are unknown in a closed enum.
 */
export function parseEnum(
  lexer: TextLexer,
  type: EnumDescriptor,
  ignoreUnknown: boolean,
): number | undefined {
  const at = lexer.start;
  let number: number | undefined;
  let shown = lexer.describe();
  if (lexer.kind === "identifier") {
    number = type.valueByName(lexer.text)?.number;
    lexer.next();
  } else if (lexer.kind === "integer" || lexer.is("-")) {
    const value = Number(parseInteger(lexer, int32Range, type.typeName));
    shown = String(value);
    number = type.open || type.valueByNumber(value) !== undefined ? value : undefined;
  } else {
    throw mismatch(lexer, `a value of enum ${type.typeName}, by name or number,`);
  }
  if (number === undefined && !ignoreUnknown) {
    throw lexer.error("TEXT_ENUM_VALUE", `enum ${type.typeName} has no value ${shown}`, at);
  }
  return number;
}

function parseBool(lexer: TextLexer): boolean {
  if (lexer.kind === "integer") return parseInteger(lexer, [0n, 1n], "bool") === 1n;
  switch (lexer.kind === "identifier" ? lexer.text : "") {
    case "true":
    case "True":
    case "t":
      lexer.next();
      return true;
    case "false":
    case "False":
    case "f":
      lexer.next();
      return false;
    default:
      throw mismatch(lexer, "true or false");
  }
}

function parseString(lexer: TextLexer): string {
  const at = lexer.start;
  const bytes = parseBytes(lexer);
  try {
    return strictDecoder.decode(bytes);
  } catch {
    throw lexer.error("TEXT_UTF8", "invalid string: its escapes do not make UTF-8", at);
  }
}

/** Parses one string, or several in a row. */
function parseBytes(lexer: TextLexer): Uint8Array {
  if (lexer.kind !== "string") throw mismatch(lexer, "a string in quotes");
  const first = literal(lexer);
  if (lexer.kind !== "string") return first;
  const parts = [first];
  let length = first.length;
  while (lexer.kind === "string") {
    const part = literal(lexer);
    parts.push(part);
    length += part.length;
  }
  const joined = new Uint8Array(length);
  let position = 0;
  for (const part of parts) {
    joined.set(part, position);
    position += part.length;
  }
  return joined;
}

function literal(lexer: TextLexer): Uint8Array {
  const start = lexer.start + 1;
  const bytes = unescape(lexer.source.slice(start, lexer.end - 1), (code, what, offset) =>
    lexer.error(code, what, start + offset),
  );
  lexer.next();
  return bytes;
}

function parseFloating(lexer: TextLexer, type: "float" | "double"): number {
  const isNegative = lexer.take("-");
  const value = floatingValue(lexer);
  if (value === undefined) throw mismatch(lexer, `a number (${type})`);
  lexer.next();
  return isNegative ? -value : value;
}

/** Octal and hexadecimal numbers are not floating-point values. */
function floatingValue(lexer: TextLexer): number | undefined {
  const { text } = lexer;
  switch (lexer.kind) {
    case "integer":
      return /^(?:0|[1-9]\d*)$/.test(text) ? Number(text) : undefined;
    case "float":
      return Number(/[fF]$/.test(text) ? text.slice(0, -1) : text);
    case "identifier":
      switch (text.toLowerCase()) {
        case "inf":
        case "infinity":
          return Number.POSITIVE_INFINITY;
        case "nan":
          return Number.NaN;
        default:
          return undefined;
      }
    default:
      return undefined;
  }
}

function parseInteger(
  lexer: TextLexer,
  [min, max]: readonly [bigint, bigint],
  type: string,
): bigint {
  const at = lexer.start;
  const isNegative = lexer.take("-");
  if (lexer.kind !== "integer") throw mismatch(lexer, `an integer (${type})`);
  const { text } = lexer;
  const magnitude = integerValue(text);
  const value = isNegative && magnitude !== undefined ? -magnitude : magnitude;
  if (value === undefined || value < min || value > max || (isNegative && min === 0n)) {
    const shown = `${isNegative ? "-" : ""}${lexer.describe()}`;
    throw lexer.error("TEXT_NUMBER_RANGE", `${shown} is out of range for ${type}`, at);
  }
  lexer.next();
  return value;
}

/** Undefined for numbers of more digits than any type has. */
function integerValue(text: string): bigint | undefined {
  const isHexadecimal = /^0[xX]/.test(text);
  const digits = text.slice(isHexadecimal ? 2 : 0).replace(/^0+(?=.)/, "");
  if (digits.length > maxDigits) return undefined;
  if (isHexadecimal) return BigInt(`0x${digits}`);
  return text.startsWith("0") ? BigInt(`0o${digits}`) : BigInt(digits);
}

function parseInteger64(
  lexer: TextLexer,
  field: FieldShape,
  range: readonly [bigint, bigint],
): ScalarValue {
  const at = lexer.start;
  const value = parseInteger(lexer, range, field.type);
  if (field.jstype === "normal") return value;
  if (field.jstype === "string") return value.toString();
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw lexer.error(
    "TEXT_NUMBER_RANGE",
    `a number cannot hold ${value} exactly: remove jstype = JS_NUMBER from the field`,
    at,
  );
}

function mismatch(lexer: TextLexer, wanted: string): TextError {
  return lexer.error("TEXT_TYPE", `expected ${wanted}, got ${lexer.describe()}`);
}
