// The forms of scalars, one for each type, and for 64-bit integers one for each type they may have in
// JavaScript.

import { integerOf } from "../../wire/jstype.ts";
import type { JsonValue } from "../json-value.ts";
import {
  asSafeNumber,
  type IntegerType,
  parseBool,
  parseBoolKey,
  parseBytes,
  parseFloating,
  parseInteger64,
  parseSigned32,
  parseString,
  parseUnsigned32,
} from "../parse-scalar.ts";
import {
  printBool,
  printBytes,
  printFloating,
  printInteger,
  printInteger64,
  printString,
} from "../print-scalar.ts";
import type { JsonReader, PrintRun, ScalarForm, ValueShape } from "./json-form.ts";

class Scalar<T> implements ScalarForm<T> {
  readonly kind = "value";
  readonly takesNull = false;
  readonly shape: ValueShape;
  readonly typeName: string;
  readonly print: (value: T, run: PrintRun) => boolean | number | string;
  readonly parse: (json: JsonValue, reader: JsonReader) => T;

  constructor(
    typeName: string,
    print: (value: T, run: PrintRun) => boolean | number | string,
    parse: (json: JsonValue, reader: JsonReader) => T,
    shape: ValueShape = shapeOf(typeName),
  ) {
    this.shape = shape;
    this.typeName = typeName;
    this.print = print;
    this.parse = parse;
  }
}

function shapeOf(typeName: string): ValueShape {
  if (typeName === "string" || typeName === "bytes" || typeName === "double") return typeName;
  if (typeName.endsWith("64")) return "integer64";
  if (!typeName.endsWith("32")) return "plain";
  return typeName === "uint32" || typeName === "fixed32" ? "uint32" : "int32";
}

function integer(
  type: IntegerType,
  parse: (json: JsonValue, type: IntegerType, reader: JsonReader) => number,
): ScalarForm<number> {
  return new Scalar<number>(
    type,
    (value, run) => printInteger(value, type, run),
    (json, reader) => parse(json, type, reader),
  );
}

function integer64(type: IntegerType): ScalarForm<bigint> {
  return new Scalar<bigint>(
    type,
    (value, run) => printInteger64(value, value, type, run),
    (json, reader) => parseInteger64(json, type, reader),
  );
}

function textInteger64(type: IntegerType): ScalarForm<string> {
  return new Scalar<string>(
    type,
    (value, run) => printInteger64(value, integerOf(value), type, run),
    (json, reader) => String(parseInteger64(json, type, reader)),
    "plain",
  );
}

function numberInteger64(type: IntegerType): ScalarForm<number> {
  return new Scalar<number>(
    type,
    (value, run) => printInteger64(value, integerOf(value), type, run),
    (json, reader) => asSafeNumber(parseInteger64(json, type, reader), reader),
    "plain",
  );
}

function floating(type: "float" | "double"): ScalarForm<number> {
  return new Scalar<number>(
    type,
    (value, run) => printFloating(value, type, run),
    (json, reader) => parseFloating(json, type, reader),
  );
}

/** The JSON form of `string`. */
export const stringJson: ScalarForm<string> = /*@__PURE__*/ new Scalar<string>(
  "string",
  printString,
  parseString,
);
/** The JSON form of `bool`. */
export const boolJson: ScalarForm<boolean> = /*@__PURE__*/ new Scalar<boolean>(
  "bool",
  printBool,
  parseBool,
);
/** Of map keys. */
export const boolKeyJson: ScalarForm<boolean> = /*@__PURE__*/ new Scalar<boolean>(
  "bool",
  printBool,
  parseBoolKey,
);
/** The JSON form of `bytes`: base64. */
export const bytesJson: ScalarForm<Uint8Array> = /*@__PURE__*/ new Scalar<Uint8Array>(
  "bytes",
  printBytes,
  parseBytes,
);
/** The JSON form of `double`: a number, or the text of NaN and the infinities. */
export const doubleJson: ScalarForm<number> = /*@__PURE__*/ floating("double");
/** The JSON form of `float`: a number, or the text of NaN and the infinities. */
export const floatJson: ScalarForm<number> = /*@__PURE__*/ floating("float");

/** The JSON form of `int32`. */
export const int32Json: ScalarForm<number> = /*@__PURE__*/ integer("int32", parseSigned32);
/** The JSON form of `sint32`. */
export const sint32Json: ScalarForm<number> = /*@__PURE__*/ integer("sint32", parseSigned32);
/** The JSON form of `sfixed32`. */
export const sfixed32Json: ScalarForm<number> = /*@__PURE__*/ integer("sfixed32", parseSigned32);
/** The JSON form of `uint32`. */
export const uint32Json: ScalarForm<number> = /*@__PURE__*/ integer("uint32", parseUnsigned32);
/** The JSON form of `fixed32`. */
export const fixed32Json: ScalarForm<number> = /*@__PURE__*/ integer("fixed32", parseUnsigned32);

/** The JSON form of `int64`: decimal text. */
export const int64Json: ScalarForm<bigint> = /*@__PURE__*/ integer64("int64");
/** The JSON form of `sint64`: decimal text. */
export const sint64Json: ScalarForm<bigint> = /*@__PURE__*/ integer64("sint64");
/** The JSON form of `sfixed64`: decimal text. */
export const sfixed64Json: ScalarForm<bigint> = /*@__PURE__*/ integer64("sfixed64");
/** The JSON form of `uint64`: decimal text. */
export const uint64Json: ScalarForm<bigint> = /*@__PURE__*/ integer64("uint64");
/** The JSON form of `fixed64`: decimal text. */
export const fixed64Json: ScalarForm<bigint> = /*@__PURE__*/ integer64("fixed64");

/** The JSON form of an `int64` that messages hold as text. */
export const int64TextJson: ScalarForm<string> = /*@__PURE__*/ textInteger64("int64");
/** The JSON form of a `sint64` that messages hold as text. */
export const sint64TextJson: ScalarForm<string> = /*@__PURE__*/ textInteger64("sint64");
/** The JSON form of an `sfixed64` that messages hold as text. */
export const sfixed64TextJson: ScalarForm<string> = /*@__PURE__*/ textInteger64("sfixed64");
/** The JSON form of a `uint64` that messages hold as text. */
export const uint64TextJson: ScalarForm<string> = /*@__PURE__*/ textInteger64("uint64");
/** The JSON form of a `fixed64` that messages hold as text. */
export const fixed64TextJson: ScalarForm<string> = /*@__PURE__*/ textInteger64("fixed64");

/** The JSON form of an `int64` that messages hold as a number. */
export const int64NumberJson: ScalarForm<number> = /*@__PURE__*/ numberInteger64("int64");
/** The JSON form of a `sint64` that messages hold as a number. */
export const sint64NumberJson: ScalarForm<number> = /*@__PURE__*/ numberInteger64("sint64");
/** The JSON form of an `sfixed64` that messages hold as a number. */
export const sfixed64NumberJson: ScalarForm<number> = /*@__PURE__*/ numberInteger64("sfixed64");
/** The JSON form of a `uint64` that messages hold as a number. */
export const uint64NumberJson: ScalarForm<number> = /*@__PURE__*/ numberInteger64("uint64");
/** The JSON form of a `fixed64` that messages hold as a number. */
export const fixed64NumberJson: ScalarForm<number> = /*@__PURE__*/ numberInteger64("fixed64");
