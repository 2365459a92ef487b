import { Reader } from "../wire/reader.ts";
import { WireType } from "../wire/wire-type.ts";
import type { FileDescriptorProto } from "../wkt/gen/google/protobuf/descriptor-types.ts";
import { fileFields } from "./file-fields.ts";

type Decoded = Record<string, unknown>;

interface TableField {
  readonly localName: string;
  readonly type: string;
  readonly list: boolean;
  readonly wireType: WireType;
}

interface Table {
  readonly fields: ReadonlyMap<number, TableField>;
  readonly listNames: readonly string[];
}

const tables = new Map<string, Table>();

/**
 * Decodes a FileDescriptorProto without generated code. Custom options stay
 * encoded, as `$unknown` of the options message.
 *
 * @throws DecodeError
 */
export function decodeFileDescriptorProto(bytes: Uint8Array): FileDescriptorProto {
  const file: unknown = decodeByTable("FileDescriptorProto", new Reader(bytes), bytes.length);
  return file as FileDescriptorProto;
}

function table(messageName: string): Table {
  let known = tables.get(messageName);
  if (known === undefined) {
    const fields = new Map<number, TableField>();
    const listNames: string[] = [];
    for (const line of fileFields[messageName] ?? []) {
      const [number = "", localName = "", typeAndStar = ""] = line.split(" ");
      const list = typeAndStar.endsWith("*");
      const type = list ? typeAndStar.slice(0, -1) : typeAndStar;
      if (list) listNames.push(localName);
      fields.set(Number(number), { localName, type, list, wireType: wireType(type) });
    }
    known = { fields, listNames };
    tables.set(messageName, known);
  }
  return known;
}

function wireType(type: string): WireType {
  switch (type) {
    case "bool":
    case "int32":
    case "int64":
    case "uint64":
      return WireType.VARINT;
    case "double":
      return WireType.FIXED64;
    default:
      return WireType.LENGTH_DELIMITED;
  }
}

function decodeByTable(
  messageName: string,
  reader: Reader,
  end: number,
  merged: Decoded = {},
): Decoded {
  const { fields, listNames } = table(messageName);
  for (const name of listNames) merged[name] ??= [];
  while (reader.position < end) {
    const start = reader.position;
    const tag = reader.tag();
    const field = fields.get(tag >>> 3);
    if (field !== undefined && (tag & 7) === field.wireType) {
      const before = merged[field.localName];
      const value = decodeValue(field, reader, end, before);
      if (field.list) (before as unknown[]).push(value);
      else merged[field.localName] = value;
    } else if (field?.list && field.type === "int32" && (tag & 7) === WireType.LENGTH_DELIMITED) {
      const numbers = merged[field.localName] as number[];
      const stop = reader.delimited(end);
      while (reader.position < stop) numbers.push(reader.int32());
    } else {
      reader.keepUnknown(tag, start, end, merged);
    }
  }
  if (reader.position !== end) reader.overrun(end);
  if (reader.unknownOf === merged) reader.storeUnknown();
  return merged;
}

function decodeValue(field: TableField, reader: Reader, end: number, before: unknown): unknown {
  switch (field.type) {
    case "string":
      return reader.uncheckedString(end);
    case "bytes":
      return reader.bytesField(end);
    case "bool":
      return reader.bool();
    case "int32":
      return reader.int32();
    case "int64":
      return reader.int64();
    case "uint64":
      return reader.uint64();
    case "double":
      return reader.double();
    default: {
      const stop = reader.enter(end);
      const merged = field.list ? undefined : (before as Decoded | undefined);
      const message = decodeByTable(field.type, reader, stop, merged);
      reader.leave();
      return message;
    }
  }
}
