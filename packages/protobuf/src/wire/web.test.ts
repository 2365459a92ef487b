// What browsers get does what Node has.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as ascii from "./ascii.ts";
import * as webAscii from "./ascii-web.ts";
import * as failures from "./decode-failures.ts";
import * as webFailures from "./decode-failures-web.ts";
import * as utf8 from "./utf8.ts";
import { utf8Length } from "./utf8-length.ts";
import * as put from "./utf8-put.ts";
import * as webPut from "./utf8-put-web.ts";
import * as webUtf8 from "./utf8-web.ts";
import type { DecodeError } from "./wire-error.ts";

// The same names, of the same types.
const ofAscii: typeof ascii = webAscii;
const ofUtf8: typeof utf8 = webUtf8;
const ofPut: typeof put = webPut;
const ofFailures: typeof failures = webFailures;

const texts = [
  "",
  ...Array.from({ length: 30 }, (_, i) => "abcdefghijklmnopqrstuvwxyz0123456789".slice(0, i + 1)),
  "\u00e9",
  "a\u00e9",
  "abcd\u20ac",
  "abcdefg\u{1f600}",
  "\ufeffbyte order mark",
  "nul \0 and del \x7f",
  "\u00e9\u20ac\u{1f600}".repeat(2000),
  "ascii".repeat(5000),
];

test("short ASCII is read, and nothing else", () => {
  for (const text of texts) {
    const bytes = new TextEncoder().encode(`\u00e9${text}\u00e9`);
    const length = bytes.length - 4;
    if (length > ofAscii.SHORT_ASCII) continue;
    const expected = ascii.readShortAscii(bytes, 2, length);
    assert.equal(expected, /^[\0-\x7f]*$/.test(text) ? text : undefined);
    assert.equal(ofAscii.readShortAscii(bytes, 2, length), expected);
  }
});

test("text goes to UTF-8 and back", () => {
  for (const text of [...texts, "half \ud800", "\udc00 half", "\ud800\ud800\udc00"]) {
    const bytes = new Uint8Array(text.length * 3 + 2);
    const end = ofUtf8.writeUtf8(bytes, 1, text);
    const expected = new Uint8Array(bytes.length);
    assert.equal(end, utf8.writeUtf8(expected, 1, text));
    assert.equal(end, 1 + utf8Length(text));
    const quick = new Uint8Array(bytes.length);
    for (const { putUtf8 } of [put, ofPut]) {
      assert.equal(putUtf8(quick.fill(0), 1, `ab${text}`, 2), end);
      assert.deepEqual(quick, expected);
    }
    assert.deepEqual(bytes.subarray(0, end), expected.subarray(0, end));
    const read = text.toWellFormed();
    assert.equal(ofUtf8.readUtf8(bytes, 1, end), read);
    assert.equal(ofUtf8.readForeign(bytes, 1, end), read);
    assert.equal(ofUtf8.readUtf8Leniently(bytes, 1, end), read);
  }
});

test("what is not UTF-8 is refused, or replaced", () => {
  for (const bad of [
    [0x80],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xe2, 0x82],
  ]) {
    const bytes = Uint8Array.from([97, ...bad]);
    for (const { readUtf8, readForeign, readUtf8Leniently } of [utf8, ofUtf8]) {
      assert.throws(() => readUtf8(bytes, 0, bytes.length), { code: "PB_DECODE_INVALID_UTF8" });
      assert.throws(() => readForeign(bytes, 0, bytes.length), {
        code: "PB_DECODE_INVALID_UTF8",
        position: 0,
      });
      assert.match(readUtf8Leniently(bytes, 0, bytes.length), /^a\ufffd+$/);
    }
  }
});

test("failures of decoding have the same codes and positions", () => {
  const names = Object.keys(failures);
  assert.deepEqual(Object.keys(ofFailures).sort(), names.sort());
  type Failure = (...numbers: readonly number[]) => DecodeError;
  const webByName = new Map<string, Failure>(Object.entries(ofFailures) as [string, Failure][]);
  for (const [name, failure] of Object.entries(failures) as [string, Failure][]) {
    // Of two or three numbers, the last is the position.
    const numbers = [7, 8, 9].slice(0, failure.length);
    const error = failure(...numbers);
    const webError = webByName.get(name)?.(...numbers);
    assert.deepEqual([webError?.code, webError?.position], [error.code, error.position]);
  }
});
