// How each scalar type is read and written by the interpreter.

import type { FieldShape, ScalarType } from "../descriptor/descriptor.ts";
import { toBigInt, toSafeNumber } from "../wire/jstype.ts";
import {
  readPackedBool,
  readPackedDouble,
  readPackedFixed32,
  readPackedFixed64,
  readPackedFloat,
  readPackedInt32,
  readPackedInt64,
  readPackedSfixed32,
  readPackedSfixed64,
  readPackedSint32,
  readPackedSint64,
  readPackedUint32,
  readPackedUint64,
} from "../wire/packed-read.ts";
import {
  packedBool,
  packedDouble,
  packedFixed32,
  packedFixed64,
  packedFloat,
  packedInt32,
  packedInt64,
  packedSfixed32,
  packedSfixed64,
  packedSint32,
  packedSint64,
  packedUint32,
  packedUint64,
} from "../wire/packed-write.ts";
import type { Reader } from "../wire/reader.ts";
import { WireType } from "../wire/wire-type.ts";
import type { Writer } from "../wire/writer.ts";

/** Reads the value behind a tag. */
export type ReadScalar = (reader: Reader, end: number) => unknown;

/** How the values of a field, or the elements of a list, are read and written. */
export interface ScalarCodec {
  readonly wireType: WireType;
  /** Writes a tag and a value; throws EncodeError for a value of another type. */
  readonly write: (writer: Writer, tag: number, value: unknown) => void;
  readonly read: ReadScalar;
  /** Writes a tag and all values of a list. */
  readonly writePacked: (writer: Writer, tag: number, values: readonly unknown[]) => void;
  /** Reads a length and as many values, and adds them to a list. */
  readonly readPacked: (reader: Reader, end: number, values: unknown[]) => unknown[];
}

/** The same with the types of the writer's methods, which check their arguments at run time. */
interface TypedCodec {
  readonly wireType: WireType;
  readonly write: (writer: Writer, tag: number, value: never) => void;
  readonly read: ReadScalar;
  readonly writePacked: (writer: Writer, tag: number, values: readonly never[]) => void;
  readonly readPacked: (reader: Reader, end: number, values: never[]) => unknown[];
}

/** Only numbers can be packed; a field's descriptor says so. */
function neverPacked(): never {
  throw new TypeError("strings and bytes are not packed");
}

const { VARINT, FIXED32, FIXED64, LENGTH_DELIMITED } = WireType;

const codecs: Readonly<Record<ScalarType | "enum", TypedCodec>> = {
  int32: {
    wireType: VARINT,
    write: (writer, tag, value) => writer.int32(tag, value),
    read: (reader) => reader.int32(),
    writePacked: packedInt32,
    readPacked: readPackedInt32,
  },
  uint32: {
    wireType: VARINT,
    write: (writer, tag, value) => writer.uint32(tag, value),
    read: (reader) => reader.uint32(),
    writePacked: packedUint32,
    readPacked: readPackedUint32,
  },
  sint32: {
    wireType: VARINT,
    write: (writer, tag, value) => writer.sint32(tag, value),
    read: (reader) => reader.sint32(),
    writePacked: packedSint32,
    readPacked: readPackedSint32,
  },
  enum: {
    wireType: VARINT,
    write: (writer, tag, value) => writer.int32(tag, value),
    read: (reader) => reader.int32(),
    writePacked: packedInt32,
    readPacked: readPackedInt32,
  },
  bool: {
    wireType: VARINT,
    write: (writer, tag, value) => writer.bool(tag, value),
    read: (reader) => reader.bool(),
    writePacked: packedBool,
    readPacked: readPackedBool,
  },
  int64: {
    wireType: VARINT,
    write: (writer, tag, value) => writer.int64(tag, value),
    read: (reader) => reader.int64(),
    writePacked: packedInt64,
    readPacked: readPackedInt64,
  },
  uint64: {
    wireType: VARINT,
    write: (writer, tag, value) => writer.uint64(tag, value),
    read: (reader) => reader.uint64(),
    writePacked: packedUint64,
    readPacked: readPackedUint64,
  },
  sint64: {
    wireType: VARINT,
    write: (writer, tag, value) => writer.sint64(tag, value),
    read: (reader) => reader.sint64(),
    writePacked: packedSint64,
    readPacked: readPackedSint64,
  },
  fixed32: {
    wireType: FIXED32,
    write: (writer, tag, value) => writer.fixed32(tag, value),
    read: (reader) => reader.fixed32(),
    writePacked: packedFixed32,
    readPacked: readPackedFixed32,
  },
  sfixed32: {
    wireType: FIXED32,
    write: (writer, tag, value) => writer.sfixed32(tag, value),
    read: (reader) => reader.sfixed32(),
    writePacked: packedSfixed32,
    readPacked: readPackedSfixed32,
  },
  float: {
    wireType: FIXED32,
    write: (writer, tag, value) => writer.float(tag, value),
    read: (reader) => reader.float(),
    writePacked: packedFloat,
    readPacked: readPackedFloat,
  },
  fixed64: {
    wireType: FIXED64,
    write: (writer, tag, value) => writer.fixed64(tag, value),
    read: (reader) => reader.fixed64(),
    writePacked: packedFixed64,
    readPacked: readPackedFixed64,
  },
  sfixed64: {
    wireType: FIXED64,
    write: (writer, tag, value) => writer.sfixed64(tag, value),
    read: (reader) => reader.sfixed64(),
    writePacked: packedSfixed64,
    readPacked: readPackedSfixed64,
  },
  double: {
    wireType: FIXED64,
    write: (writer, tag, value) => writer.double(tag, value),
    read: (reader) => reader.double(),
    writePacked: packedDouble,
    readPacked: readPackedDouble,
  },
  string: {
    wireType: LENGTH_DELIMITED,
    write: (writer, tag, value) => writer.string(tag, value),
    read: (reader, end) => reader.string(end),
    writePacked: neverPacked,
    readPacked: neverPacked,
  },
  bytes: {
    wireType: LENGTH_DELIMITED,
    write: (writer, tag, value) => writer.bytesField(tag, value),
    read: (reader, end) => reader.bytesField(end),
    writePacked: neverPacked,
    readPacked: neverPacked,
  },
};

const readUncheckedString: ReadScalar = (reader, end) => reader.uncheckedString(end);

/** The codec of a scalar or enum field, with its jstype and UTF-8 validation in it. */
export function scalarCodec(field: FieldShape, type: ScalarType | "enum"): ScalarCodec {
  const codec = codecs[type] as ScalarCodec;
  if (type === "string" && !field.utf8Validation) return { ...codec, read: readUncheckedString };
  if (field.jstype === "normal") return codec;
  const read: ReadScalar =
    field.jstype === "string"
      ? (reader, end) => String(codec.read(reader, end))
      : (reader, end) => toSafeNumber(codec.read(reader, end) as bigint, reader);
  return {
    wireType: codec.wireType,
    write: (writer, tag, value) => codec.write(writer, tag, toBigInt(value as number | string)),
    read,
    writePacked: (writer, tag, values) =>
      codec.writePacked(
        writer,
        tag,
        values.map((value) => toBigInt(value as number | string)),
      ),
    readPacked: (reader, end, values) => {
      const stop = reader.packed(end);
      while (reader.position < stop) values.push(read(reader, stop));
      if (reader.position > stop) reader.overrun(stop);
      return values;
    },
  };
}
