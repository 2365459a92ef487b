import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeStatusMessage } from "./decode-status-message.ts";
import { decodeStatusMessage as decodeInBrowsers } from "./decode-status-message-web.ts";
import { encodeStatusMessage } from "./status-message.ts";

test("printable ASCII passes as it is", () => {
  assert.equal(encodeStatusMessage("no order 7 ~!"), "no order 7 ~!");
  assert.equal(decodeStatusMessage("no order 7 ~!"), "no order 7 ~!");
  assert.equal(encodeStatusMessage(""), "");
});

test("percent, controls and bytes above 0x7E are encoded", () => {
  assert.equal(encodeStatusMessage("100%"), "100%25");
  assert.equal(encodeStatusMessage("a\r\nb\x7f"), "a%0D%0Ab%7F");
  assert.equal(encodeStatusMessage("Grüße ☺ 😈"), "Gr%C3%BC%C3%9Fe %E2%98%BA %F0%9F%98%88");
  assert.equal(encodeStatusMessage("\ud800"), "%EF%BF%BD");
});

test("a space at either end is encoded, as a field value cannot hold it", () => {
  assert.equal(encodeStatusMessage("cannot parse: "), "cannot parse:%20");
  assert.equal(encodeStatusMessage(" x"), "%20x");
  assert.equal(encodeStatusMessage("  a ☺ b  "), "%20 a %E2%98%BA b %20");
  assert.equal(encodeStatusMessage(" "), "%20");
  assert.equal(decodeStatusMessage(encodeStatusMessage("  padded  ")), "  padded  ");
});

test("what was encoded is decoded again", () => {
  for (const text of [
    "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n",
    "%41",
    "\ufeffx",
  ]) {
    assert.equal(decodeStatusMessage(encodeStatusMessage(text)), text);
    assert.equal(decodeInBrowsers(encodeStatusMessage(text)), text);
  }
});

test("decoding accepts lower-case digits and leaves broken sequences alone", () => {
  for (const decode of [decodeStatusMessage, decodeInBrowsers]) {
    assert.equal(decode("%c3%bc"), "ü");
    assert.equal(decode("50% off"), "50% off");
    assert.equal(decode("%"), "%");
    assert.equal(decode("%4"), "%4");
    assert.equal(decode("%zz%41"), "%zzA");
    assert.equal(decode("%FF!"), "\ufffd!");
    assert.equal(decode("\xc3\xbc"), "ü");
    assert.equal(decode("\u0100%41"), "\u0100%41");
    assert.equal(decode("%ef%bb%bfx"), "\ufeffx");
  }
});
