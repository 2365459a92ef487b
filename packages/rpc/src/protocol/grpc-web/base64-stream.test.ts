import assert from "node:assert/strict";
import { test } from "node:test";
import * as forNode from "./base64-stream.ts";
import * as forBrowsers from "./base64-stream-web.ts";

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i * 37);

/** Decodes a text that comes in pieces of a size; undefined when a piece is not base64. */
function decodeBy(
  { Base64Decoder }: typeof forNode | typeof forBrowsers,
  text: string,
  size: number,
): Buffer | undefined {
  const decoder = new Base64Decoder();
  const all = Buffer.from(text, "latin1");
  const parts: Uint8Array[] = [];
  for (let at = 0; at < all.length; at += size) {
    const part = decoder.decode(all, at, Math.min(at + size, all.length));
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return decoder.isWithinGroup ? undefined : Buffer.concat(parts);
}

for (const [where, code] of [
  ["Node", forNode],
  ["browsers", forBrowsers],
] as const) {
  const decode = (text: string, size: number) => decodeBy(code, text, size);
  const { encodeBase64Bytes } = code;

  test(`${where}: base64 is what Node writes, and is read in pieces of any size`, () => {
    for (let length = 0; length < 40; length++) {
      const bytes = bytesOf(length);
      const text = Buffer.from(encodeBase64Bytes(bytes)).toString();
      assert.equal(text, Buffer.from(bytes).toString("base64"));
      for (let size = 1; size < 9; size++) {
        assert.deepEqual(decode(text, size), Buffer.from(bytes), `${length} bytes by ${size}`);
      }
    }
  });

  test(`${where}: pieces that were padded by themselves are read as one text`, () => {
    const text = [1, 2, 3, 4]
      .map((length) => Buffer.from(bytesOf(length)).toString("base64"))
      .join("");
    const expected = Buffer.concat([1, 2, 3, 4].map(bytesOf));
    for (let size = 1; size < 12; size++) assert.deepEqual(decode(text, size), expected);
  });

  test(`${where}: text that is not base64, or that ends within a group, is rejected`, () => {
    for (const text of [
      "A",
      "AA",
      "AAA",
      "A===",
      "=AAA",
      "AA=A",
      "AA*A",
      "AAAA\n",
      "AA__",
      "A\u00ffAA",
    ]) {
      for (let size = 1; size < 5; size++) assert.equal(decode(text, size), undefined, text);
    }
  });
}
