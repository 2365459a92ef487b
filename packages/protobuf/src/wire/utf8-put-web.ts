// Replaces utf8-put.ts in browsers (package.json, `browser`): what the platform has.

import { writeUtf8 } from "./utf8.ts";

/** See utf8-put.ts. */
export function putUtf8(bytes: Uint8Array, position: number, text: string, i: number): number {
  return writeUtf8(bytes, position, text.slice(i));
}
