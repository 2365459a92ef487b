// Replaces base64-stream.ts in browsers (package.json, `browser`): what the platform has.
import { printBase64 } from "@tramline/protobuf/internal";

/** See base64-stream.ts. */
export function encodeBase64Bytes(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(printBase64(bytes));
}

/** See base64-stream.ts. */
export class Base64Decoder {
  private rest: string;

  constructor() {
    this.rest = "";
  }

  /** See base64-stream.ts. */
  get isWithinGroup(): boolean {
    return this.rest !== "";
  }

  /** See base64-stream.ts. */
  decode(text: Uint8Array, start: number, end: number): Uint8Array | undefined {
    const all = this.rest + new TextDecoder("latin1").decode(text.subarray(start, end));
    const whole = all.length & ~3;
    this.rest = all.slice(whole);
    // What atob would pass over: white space.
    if (/[^\w+/=]|_/.test(all)) return undefined;
    // Groups without padding, or one with it.
    const runs = all.slice(0, whole).match(/(?:[^=]{4})+|.{4}/g) ?? [];
    try {
      return Uint8Array.from(runs.map(atob).join(""), (char) => char.charCodeAt(0));
    } catch {
      return undefined;
    }
  }
}
