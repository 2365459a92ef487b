import { Reader } from "../wire/reader.ts";

/**
 * Unknown fields sorted into their numbers: all of one number one behind another, in their order.
 *
 * @throws DecodeError when the bytes are damaged
 */
export function unknownFieldsByNumber(unknown: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const parts = new Map<number, Uint8Array[]>();
  const reader = new Reader(unknown, 0);
  while (reader.position < unknown.length) {
    const start = reader.position;
    const tag = reader.tag();
    reader.skip(tag, unknown.length);
    const part = unknown.subarray(start, reader.position);
    const before = parts.get(tag >>> 3);
    if (before === undefined) parts.set(tag >>> 3, [part]);
    else before.push(part);
  }
  return new Map([...parts].map(([number, list]) => [number, joinBytes(list)]));
}

/** One behind another, in memory of their own. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
