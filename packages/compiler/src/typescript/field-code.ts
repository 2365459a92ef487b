// What generated code says for a field of each type.

import type {
  ExtensionDescriptor,
  FieldDescriptor,
  ScalarType,
  ScalarValue,
} from "@tramline/protobuf";
import type { FileScope } from "./file-scope.ts";
import { quote } from "./source-text.ts";

/** A field or extension, or the key or value of a map. */
type Field = FieldDescriptor | ExtensionDescriptor;

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const START_GROUP = 3;
const FIXED32 = 5;

interface ScalarCode {
  readonly type: "number" | "bigint" | "boolean" | "string" | "Uint8Array";
  readonly zero: string;
  /** Method of Writer and Reader. */
  readonly method: string;
  readonly wireType: number;
}

const scalars: Readonly<Record<ScalarType, ScalarCode>> = {
  double: { type: "number", zero: "0", method: "double", wireType: FIXED64 },
  float: { type: "number", zero: "0", method: "float", wireType: FIXED32 },
  int32: { type: "number", zero: "0", method: "int32", wireType: VARINT },
  int64: { type: "bigint", zero: "0n", method: "int64", wireType: VARINT },
  uint32: { type: "number", zero: "0", method: "uint32", wireType: VARINT },
  uint64: { type: "bigint", zero: "0n", method: "uint64", wireType: VARINT },
  sint32: { type: "number", zero: "0", method: "sint32", wireType: VARINT },
  sint64: { type: "bigint", zero: "0n", method: "sint64", wireType: VARINT },
  fixed32: { type: "number", zero: "0", method: "fixed32", wireType: FIXED32 },
  fixed64: { type: "bigint", zero: "0n", method: "fixed64", wireType: FIXED64 },
  sfixed32: { type: "number", zero: "0", method: "sfixed32", wireType: FIXED32 },
  sfixed64: { type: "bigint", zero: "0n", method: "sfixed64", wireType: FIXED64 },
  bool: { type: "boolean", zero: "false", method: "bool", wireType: VARINT },
  string: { type: "string", zero: '""', method: "string", wireType: LENGTH_DELIMITED },
  bytes: {
    type: "Uint8Array",
    // Shared: an array of no length cannot be changed.
    zero: "noBytes",
    method: "bytesField",
    wireType: LENGTH_DELIMITED,
  },
};

/** Enums are int32 on the wire. */
function scalarOf(field: Field): ScalarCode {
  if (field.type === "message") throw new Error(`${field.name} is a message`);
  return scalars[field.type === "enum" ? "int32" : field.type];
}

/** True for what several values of may stand packed in one. */
export function isPackable(field: Field): boolean {
  return field.type !== "message" && scalarOf(field).wireType !== LENGTH_DELIMITED;
}

/** Tag of one value. */
export function tagOf(field: Field): number {
  const wireType =
    field.type === "message"
      ? field.delimited
        ? START_GROUP
        : LENGTH_DELIMITED
      : scalarOf(field).wireType;
  return field.number * 8 + wireType;
}

/** Tag of packed values. */
export function packedTagOf(field: Field): number {
  return field.number * 8 + LENGTH_DELIMITED;
}

/** The message a field holds; an error for others, which the linker rules out. */
export function messageOf(field: Field): NonNullable<Field["message"]> {
  if (field.message === undefined) throw new Error(`${field.name} has no message type`);
  return field.message;
}

/** The enum a field holds; an error for others, which the linker rules out. */
export function enumOf(field: Field): NonNullable<Field["enum"]> {
  if (field.enum === undefined) throw new Error(`${field.name} has no enum type`);
  return field.enum;
}

function is64Bit(field: Field): boolean {
  return field.type !== "message" && scalarOf(field).type === "bigint";
}

/** Form of a 64-bit integer in JavaScript if it is not bigint. */
export function jsForm(field: Field): "string" | "number" | undefined {
  return field.jstype === "normal" || !is64Bit(field) ? undefined : field.jstype;
}

/** TypeScript type of one value. */
export function valueType(scope: FileScope, field: Field): string {
  if (field.type === "message") return scope.type(messageOf(field));
  if (field.type === "enum") return scope.type(enumOf(field));
  return jsForm(field) ?? scalarOf(field).type;
}

/** The value that stands for absence where there is no presence. */
export function zeroOf(scope: FileScope, field: Field): string {
  return field.type === "bytes" ? scope.runtime("noBytes") : literalZero(field);
}

function literalZero(field: Field): string {
  if (field.type === "enum") return String(enumOf(field).values[0]?.number ?? 0);
  const form = jsForm(field);
  if (form !== undefined) return form === "string" ? '"0"' : "0";
  return scalarOf(field).zero;
}

/** Condition: `value`, which may be undefined, differs from zero and so is encoded. Not for bytes. */
export function isNotZero(field: Field, value: string): string {
  const form = jsForm(field);
  // Whatever else is not zero, null and NaN for instance, gets to the writer, which throws.
  switch (field.type) {
    case "double":
    case "float":
      // Minus zero is not zero.
      return `${value} !== undefined && !Object.is(${value}, 0)`;
    default: {
      const isOther = `${value} !== undefined && ${value} !== ${literalZero(field)}`;
      // Most of those that are set pass in one step: comparing text and bigints takes longer.
      const isQuick = field.type === "bool" || field.type === "string" || is64Bit(field);
      return isQuick && form === undefined ? `${value} || (${isOther})` : isOther;
    }
  }
}

/** Condition: `value` is not what a field without presence has when it is absent, and so is in JSON. */
export function isNotZeroJson(scope: FileScope, field: Field, value: string): string {
  // Minus zero is not zero.
  if (field.type === "double" || field.type === "float") return `!Object.is(${value}, 0)`;
  if (field.type === "bytes") return `!${scope.runtime("isNoBytes")}(${value})`;
  return `${value} !== ${literalZero(field)}`;
}

/** Statement that encodes one value with a tag. Not for messages. */
export function writeValue(scope: FileScope, field: Field, tag: number, value: string): string {
  const given = jsForm(field) === undefined ? value : `${scope.runtime("toBigInt")}(${value})`;
  return `w.${scalarOf(field).method}(${tag}, ${given});`;
}

/** Expression that decodes one value. Not for messages and closed enums. */
export function readValue(scope: FileScope, field: Field): string {
  const { method, wireType } = scalarOf(field);
  if (field.type === "string" && !field.utf8Validation) return "r.uncheckedString(end)";
  const read = `r.${method}(${wireType === LENGTH_DELIMITED ? "end" : ""})`;
  switch (jsForm(field)) {
    case "string":
      return `String(${read})`;
    case "number":
      return `${scope.runtime("toSafeNumber")}(${read}, r)`;
    default:
      return read;
  }
}

/** The runtime's name for values of this type, as in `packedSint32`. */
export function packedName(field: Field): string {
  const { method } = scalarOf(field);
  return method.charAt(0).toUpperCase() + method.slice(1);
}

/** A declared default as literal. */
export function literal(field: Field, value: ScalarValue): string {
  const form = jsForm(field);
  if (typeof value === "bigint") {
    if (form === undefined) return `${value}n`;
    return form === "string" ? quote(String(value)) : String(value);
  }
  if (typeof value === "string") return quote(value);
  if (value instanceof Uint8Array) {
    const init = value.length === 0 ? "0" : `[${value.join(", ")}]`;
    return `/*@__PURE__*/ new Uint8Array(${init})`;
  }
  if (Object.is(value, -0)) return "-0";
  // Through a division, since Infinity and NaN may be names of messages.
  if (value === Number.POSITIVE_INFINITY) return "1 / 0";
  if (value === Number.NEGATIVE_INFINITY) return "-1 / 0";
  if (typeof value === "number" && Number.isNaN(value)) return "0 / 0";
  return String(value);
}

/** The type of a {@link literal}, as narrow as can be written. */
export function literalType(field: Field, value: ScalarValue): string {
  if (value instanceof Uint8Array) return "Uint8Array";
  if (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))) {
    return "number";
  }
  return literal(field, value);
}
