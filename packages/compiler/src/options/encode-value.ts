import { FieldDescriptorProto_Type as Type } from "@tramline/protobuf/wkt";
import type { FieldDefinition, OptionScalar } from "../descriptor/definitions.ts";
import { hasPresence, isDelimited, isPacked, isRepeated } from "../features/field-features.ts";
import { type FieldValue, type InterpretedValue, MessageValue } from "./option-value.ts";

// Options of which the descriptors have no property are kept as bytes, as another program that
// knows them will read them.

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const START_GROUP = 3;
const END_GROUP = 4;
const FIXED32 = 5;

const encoder = new TextEncoder();

/** A field and its value, wherever that was written. */
type Encodable = Omit<FieldValue, "node">;

/** Bytes that are added to at the end. */
class ByteSink {
  readonly bytes: number[] = [];

  /** A whole number that is not negative. */
  varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.bytes.push(rest);
  }

  varint64(value: bigint): void {
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.bytes.push(Number(rest));
  }

  tag(number: number, wireType: number): void {
    this.varint(number * 8 + wireType);
  }

  raw(bytes: Iterable<number>): void {
    for (const byte of bytes) this.bytes.push(byte);
  }

  lengthDelimited(bytes: ArrayLike<number> & Iterable<number>): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  text(value: string): void {
    const { bytes } = this;
    const start = bytes.length;
    this.varint(value.length);
    for (let at = 0; at < value.length; at++) {
      const code = value.charCodeAt(at);
      if (code > 0x7f) {
        bytes.length = start;
        this.lengthDelimited(encoder.encode(value));
        return;
      }
      bytes.push(code);
    }
  }
}

/** Encodes the fields of a message, in the order of their numbers. */
export function encodeMessage(message: MessageValue): Uint8Array {
  return encodeFields(message.type.isMapEntry ? completeEntry(message) : message.fields);
}

/** A map entry has its key and its value on the wire, the default ones where they are not written. */
function completeEntry(entry: MessageValue): Encodable[] {
  const missing = entry.type.fields.filter((field) => !entry.has(field));
  return [...entry.fields, ...missing.map((field) => ({ field, value: defaultOf(field) }))];
}

function defaultOf(field: FieldDefinition): InterpretedValue {
  const { typeDefinition } = field;
  if (typeDefinition?.kind === "message") return new MessageValue(typeDefinition);
  if (typeDefinition?.kind === "enum") return typeDefinition.values[0]?.proto.number ?? 0;
  return typeOf(field) === Type.STRING ? "" : typeOf(field) === Type.BYTES ? new Uint8Array() : 0;
}

/** Encodes fields of one message, in the order of their numbers. */
export function encodeFields(fields: readonly Encodable[]): Uint8Array {
  const sink = new ByteSink();
  writeFields(sink, fields);
  return new Uint8Array(sink.bytes);
}

function writeFields(sink: ByteSink, fields: readonly Encodable[]): void {
  const sorted = fields
    .map((entry, index) => ({ entry, index }))
    .sort((a, b) => numberOf(a.entry.field) - numberOf(b.entry.field) || a.index - b.index)
    .map(({ entry }) => entry);
  for (let at = 0; at < sorted.length; at++) {
    const entry = sorted[at];
    if (entry === undefined) continue;
    if (!isPacked(entry.field)) {
      if (!isImplicitDefault(entry)) writeField(sink, entry.field, entry.value);
      continue;
    }
    const packed = new ByteSink();
    let last = at;
    while (sorted[last]?.field === entry.field) {
      const value = sorted[last]?.value;
      if (value !== undefined && !(value instanceof MessageValue)) {
        writeScalar(packed, typeOf(entry.field), value);
      }
      last += 1;
    }
    at = last - 1;
    sink.tag(numberOf(entry.field), LENGTH);
    sink.lengthDelimited(packed.bytes);
  }
}

function writeField(sink: ByteSink, field: FieldDefinition, value: InterpretedValue): void {
  const type = typeOf(field);
  const number = numberOf(field);
  if (value instanceof MessageValue) {
    if (field.containing?.isMessageSet === true && field.extendee !== undefined) {
      // An item of a message set: a group of the extension's number and the message.
      sink.tag(1, START_GROUP);
      sink.tag(2, VARINT);
      sink.varint(number);
      sink.tag(3, LENGTH);
      sink.lengthDelimited(encodeMessage(value));
      sink.tag(1, END_GROUP);
    } else if (isDelimited(field)) {
      sink.tag(number, START_GROUP);
      writeFields(sink, value.fields);
      sink.tag(number, END_GROUP);
    } else {
      sink.tag(number, LENGTH);
      sink.lengthDelimited(encodeMessage(value));
    }
    return;
  }
  sink.tag(number, wireTypeOf(type));
  writeScalar(sink, type, value);
}

function writeScalar(sink: ByteSink, type: Type, value: OptionScalar): void {
  switch (type) {
    case Type.BOOL:
      sink.varint(value === true ? 1 : 0);
      return;
    case Type.SINT32:
    case Type.SINT64: {
      const integer = toBigInt(value);
      sink.varint64(integer >= 0n ? integer << 1n : (-integer << 1n) - 1n);
      return;
    }
    case Type.FIXED32:
    case Type.SFIXED32:
      sink.raw(viewBytes(4, (view) => view.setUint32(0, Number(toBigInt(value)) >>> 0, true)));
      return;
    case Type.FIXED64:
    case Type.SFIXED64:
      sink.raw(
        viewBytes(8, (view) => view.setBigUint64(0, BigInt.asUintN(64, toBigInt(value)), true)),
      );
      return;
    case Type.FLOAT:
    case Type.DOUBLE:
      if (value instanceof Uint8Array) sink.raw(value);
      else sink.raw(floatBytes(type, Number(value)));
      return;
    case Type.STRING:
      if (value instanceof Uint8Array) sink.lengthDelimited(value);
      else sink.text(String(value));
      return;
    case Type.BYTES:
      sink.lengthDelimited(value instanceof Uint8Array ? value : new Uint8Array());
      return;
    default:
      if (typeof value === "number" && value >= 0) sink.varint(value);
      else sink.varint64(toBigInt(value));
  }
}

function floatBytes(type: Type, value: number): Uint8Array {
  return type === Type.FLOAT
    ? viewBytes(4, (view) => view.setFloat32(0, value, true))
    : viewBytes(8, (view) => view.setFloat64(0, value, true));
}

function viewBytes(size: number, write: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(size);
  write(new DataView(bytes.buffer));
  return bytes;
}

function toBigInt(value: OptionScalar): bigint {
  return typeof value === "bigint" ? value : BigInt(Math.trunc(Number(value)));
}

function wireTypeOf(type: Type): number {
  switch (type) {
    case Type.FIXED32:
    case Type.SFIXED32:
    case Type.FLOAT:
      return FIXED32;
    case Type.FIXED64:
    case Type.SFIXED64:
    case Type.DOUBLE:
      return FIXED64;
    case Type.STRING:
    case Type.BYTES:
    case Type.MESSAGE:
      return LENGTH;
    default:
      return VARINT;
  }
}

function typeOf(field: FieldDefinition): Type {
  return field.proto.type ?? Type.MESSAGE;
}

function numberOf(field: FieldDefinition): number {
  return field.proto.number ?? 0;
}

/** A field without presence that has its default value is not there on the wire. */
function isImplicitDefault(entry: Encodable): boolean {
  const { field, value } = entry;
  if (isRepeated(field) || hasPresence(field)) return false;
  // A map entry writes its key and value whatever they are.
  if (field.parent?.isMapEntry === true) return false;
  if (value instanceof Uint8Array) return value.length === 0;
  return Object.is(value, 0) || value === 0n || value === false || value === "";
}
