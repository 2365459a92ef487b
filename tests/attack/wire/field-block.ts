/** Field blocks of RFC 7541, written without Huffman codes and, unless asked, without the dynamic table. */

export type Field = readonly [name: string, value: string];

/** How a literal goes on the wire, by its pattern (RFC 7541, section 6.2). */
export type Indexing = "indexed" | "plain";

function integer(value: number, prefixBits: number, pattern: number): number[] {
  const limit = (1 << prefixBits) - 1;
  if (value < limit) return [pattern | value];
  const bytes = [pattern | limit];
  let rest = value - limit;
  while (rest >= 128) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from(integer(value.length, 7, 0)), Buffer.from(value, "latin1")]);
}

/** Returns literal fields with new names, one behind the next. */
export function fieldBlock(fields: readonly Field[], indexing: Indexing = "plain"): Buffer {
  const pattern = Buffer.from([indexing === "indexed" ? 0x40 : 0x00]);
  return Buffer.concat(fields.flatMap(([name, value]) => [pattern, text(name), text(value)]));
}

/** Returns references to the same entry of the tables, `count` times. */
export function references(index: number, count: number): Buffer {
  const one = Buffer.from(integer(index, 7, 0x80));
  return Buffer.concat(Array.from({ length: count }, () => one));
}

/** Returns a dynamic table size update (RFC 7541, section 6.3). */
export function tableSize(size: number): Buffer {
  return Buffer.from(integer(size, 5, 0x20));
}

/** Returns the fields of a gRPC request for a method of the attacked service. */
export function requestFields(method: string, ...further: readonly Field[]): Field[] {
  return [
    [":method", "POST"],
    [":scheme", "http"],
    [":path", `/attack.Target/${method}`],
    [":authority", "localhost"],
    ["te", "trailers"],
    ["content-type", "application/grpc"],
    ...further,
  ];
}

/** Returns the block of a gRPC request. */
export function requestBlock(method: string, ...further: readonly Field[]): Buffer {
  return fieldBlock(requestFields(method, ...further));
}
