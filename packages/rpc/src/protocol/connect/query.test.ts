import assert from "node:assert/strict";
import { test } from "node:test";
import { parseQuery } from "./query.ts";

const message = (query: string): string | undefined => {
  const bytes = parseQuery(query).message;
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
};

test("a query has its parameters in any order; the first of a name counts", () => {
  const { encoding, compression, version } = parseQuery(
    "x&compression=gzip&encoding=json&encoding=proto&connect=v1&=",
  );
  assert.deepEqual([encoding, compression, version], ["json", "gzip", "v1"]);
  assert.deepEqual(parseQuery(""), {
    encoding: undefined,
    compression: undefined,
    version: undefined,
    message: undefined,
  });
});

test("a message is percent-encoded, as browsers and URLSearchParams do", () => {
  const text = '{"a":"ü+ &=%"}';
  assert.equal(message(`message=${encodeURIComponent(text)}`), text);
  assert.equal(message(new URLSearchParams({ message: text }).toString()), text);
  assert.equal(message("message=100%&x"), "100%", "a stray percent sign stands for itself");
  assert.equal(message("message=%4"), "%4");
  assert.equal(message("message=%+1"), "% 1");
  assert.equal(message("message"), "");
});

test("with base64=1 it is base64 of either alphabet, else nothing", () => {
  for (const encoding of ["base64", "base64url"] as const) {
    const text = Buffer.from("ü?>").toString(encoding);
    assert.equal(message(`base64=1&message=${encodeURIComponent(text)}`), "ü?>");
  }
  assert.equal(message("base64=1&message=*"), undefined);
  assert.equal(message("base64=1&message=%FF"), undefined);
  assert.equal(message("base64=1"), undefined);
  assert.equal(message("base64=0&message=YQ"), "YQ", "other values are ignored");
});
