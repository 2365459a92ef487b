// What browsers get instead of utf8.ts (package.json, `browser`): what the platform has, and nothing
// of what is quicker on Node. There the time of a call counts, here what is sent to the page.

import { invalidUtf8 } from "./decode-failures.ts";

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** See utf8.ts. */
export function writeUtf8(bytes: Uint8Array, position: number, text: string): number {
  return position + encoder.encodeInto(text, bytes.subarray(position)).written;
}

/** See utf8.ts. */
export function readUtf8(bytes: Uint8Array, start: number, end: number): string {
  try {
    return strictDecoder.decode(bytes.subarray(start, end));
  } catch {
    throw invalidUtf8(start);
  }
}

export { readUtf8 as readForeign };

/** See utf8.ts. */
export function readUtf8Leniently(bytes: Uint8Array, start: number, end: number): string {
  return lenientDecoder.decode(bytes.subarray(start, end));
}
