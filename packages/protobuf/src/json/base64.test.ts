import assert from "node:assert/strict";
import { test } from "node:test";
import * as base64 from "./base64.ts";
import * as base64OfBrowsers from "./base64-web.ts";

// The same names, of the same types.
const webBase64: typeof base64 = base64OfBrowsers;

for (const { printBase64, parseBase64 } of [base64, webBase64]) {
  const whose = printBase64 === webBase64.printBase64 ? "in browsers, " : "";

  test(`${whose}base64 both ways against Node's own`, () => {
    for (const length of [...Array.from({ length: 70 }, (_, i) => i), 10_000]) {
      const given = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      const padded = Buffer.from(given).toString("base64");
      assert.equal(printBase64(given), padded);
      assert.deepEqual(parseBase64(padded), given);
      assert.deepEqual(parseBase64(padded.replace(/=+$/, "")), given);
      assert.deepEqual(parseBase64(Buffer.from(given).toString("base64url")), given);
    }
    assert.deepEqual(parseBase64("AB"), Uint8Array.of(0), "bits beyond the last byte");
  });

  test(`${whose}what is not base64 is refused`, () => {
    const bad = ["A", "AAAAA", "A=", "A===", "AA=A", "AA=", "====", "=", "AAé=", "AA*A"];
    const blank = ["AA AA", "AA\n==", " AAAA", "AAAA\t", "AA\fAA", "AAAA\r\n", "\u00a0AAAA"];
    for (const text of [...bad, ...blank]) {
      assert.equal(parseBase64(text), undefined, JSON.stringify(text));
    }
  });
}
