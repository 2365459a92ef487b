import { FieldDescriptorProto_Type as Type } from "@tramline/protobuf/wkt";
import type { OptionNode, OptionValue, StringValue } from "../ast/nodes.ts";
import { bytesOf } from "../lexer/literals.ts";
import type { FileBuilder } from "./file-builder.ts";
import { formatDouble, formatFloat } from "./format-number.ts";

interface IntegerRange {
  readonly minimum: bigint;
  readonly maximum: bigint;
}

const INT32: IntegerRange = { minimum: -(2n ** 31n), maximum: 2n ** 31n - 1n };
const INT64: IntegerRange = { minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n };
const UINT32: IntegerRange = { minimum: 0n, maximum: 2n ** 32n - 1n };
const UINT64: IntegerRange = { minimum: 0n, maximum: 2n ** 64n - 1n };

/** The values that a field of an integer type may have; undefined for other types. */
export function integerRange(type: Type): IntegerRange | undefined {
  switch (type) {
    case Type.INT32:
    case Type.SINT32:
    case Type.SFIXED32:
      return INT32;
    case Type.INT64:
    case Type.SINT64:
    case Type.SFIXED64:
      return INT64;
    case Type.UINT32:
    case Type.FIXED32:
      return UINT32;
    case Type.UINT64:
    case Type.FIXED64:
      return UINT64;
    default:
      return undefined;
  }
}

/**
 * Returns the text of a default value for a descriptor: numbers in decimal, bytes escaped,
 * enum values by name. A value that does not fit the type is reported. A type that is not yet
 * known (undefined) is an enum or, wrongly, a message: linking looks at the text then.
 */
export function defaultText(
  builder: FileBuilder,
  option: OptionNode,
  type: Type | undefined,
): string | undefined {
  const { value } = option;
  const text = type === undefined ? enumText(builder, value) : textFor(builder, value, type);
  if (text === undefined && type !== undefined) {
    builder.error(
      "FIELD_DEFAULT_VALUE",
      value,
      `Invalid default value for a field of type ${typeText(type)}.`,
    );
  }
  return text;
}

function enumText(builder: FileBuilder, value: OptionValue): string {
  if (value.kind === "identifier" && !value.negative) return value.name;
  const { tokens } = builder.file.parsed;
  return tokens.text(value.first);
}

function textFor(builder: FileBuilder, value: OptionValue, type: Type): string | undefined {
  const range = integerRange(type);
  if (range !== undefined) {
    if (value.kind !== "number" || !isIntegerToken(builder, value)) return undefined;
    const { integer } = value;
    if (
      integer === undefined ||
      integer < range.minimum ||
      integer > range.maximum ||
      (value.negative && range.minimum === 0n)
    ) {
      builder.error("FIELD_DEFAULT_RANGE", value, "The default value is out of range.", {
        notes: [`It must be from ${range.minimum} to ${range.maximum}.`],
      });
      return "0";
    }
    return integer.toString();
  }
  switch (type) {
    case Type.FLOAT:
    case Type.DOUBLE:
      return floatText(value, type);
    case Type.BOOL:
      if (value.kind !== "identifier" || value.negative) return undefined;
      return value.name === "true" || value.name === "false" ? value.name : undefined;
    case Type.STRING:
      return value.kind === "string" ? stringText(builder, value) : undefined;
    case Type.BYTES:
      return value.kind === "string" ? escapeBytes(bytesOf(value.value)) : undefined;
    default:
      builder.error("FIELD_DEFAULT_MESSAGE", value, "A message has no default value.");
      return "";
  }
}

/** A descriptor holds the value as text, which cannot have bytes that are not UTF-8. */
function stringText(builder: FileBuilder, value: StringValue): string {
  if (typeof value.value === "string") return value.value;
  builder.warning("FIELD_DEFAULT_UTF8", value, "The default value is not UTF-8.", {
    notes: ["Bytes that are not part of a character become U+FFFD."],
    hint: "Use the type bytes for values that are not text.",
  });
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(value.value);
}

function isIntegerToken(builder: FileBuilder, value: OptionValue): boolean {
  return !/[.eE]/.test(builder.file.parsed.tokens.text(value.last).replace(/^0[xX].*/, ""));
}

function floatText(value: OptionValue, type: Type): string | undefined {
  if (value.kind === "identifier") {
    if (value.name !== "inf" && value.name !== "nan") return undefined;
    return value.negative && value.name === "inf" ? "-inf" : value.name;
  }
  if (value.kind !== "number") return undefined;
  return type === Type.FLOAT ? formatFloat(value.number) : formatDouble(value.number);
}

/** Bytes as text in which all but printable ASCII is escaped as in C. */
function escapeBytes(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) {
    if (byte === 0x0a) out += "\\n";
    else if (byte === 0x0d) out += "\\r";
    else if (byte === 0x09) out += "\\t";
    else if (byte === 0x22 || byte === 0x27 || byte === 0x5c)
      out += `\\${String.fromCharCode(byte)}`;
    else if (byte < 0x20 || byte >= 0x7f) out += `\\${byte.toString(8).padStart(3, "0")}`;
    else out += String.fromCharCode(byte);
  }
  return out;
}

function typeText(type: Type): string {
  const entry = Object.entries(Type).find(([, number]) => number === type);
  return (entry?.[0] ?? String(type)).toLowerCase();
}
