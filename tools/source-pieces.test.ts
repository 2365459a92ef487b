import assert from "node:assert/strict";
import test from "node:test";
import { splitSource } from "./source-pieces.ts";

const shown = (source: string): string[] =>
  splitSource(source).map(({ kind, text }) => `${kind} ${text}`);

test("code, comments, and literals are split", () => {
  assert.deepEqual(shown("a = 'b'; // c\nd /* e */"), [
    "code a = ",
    "string 'b'",
    "code ; ",
    "comment // c",
    "code \nd ",
    "comment /* e */",
  ]);
});

test("a template is split at its substitutions", () => {
  assert.deepEqual(shown("f(`a ${b({ c: `d` })} e`)"), [
    "code f(",
    "template `a ${",
    "code b({ c: ",
    "template `d`",
    "code  })",
    "template } e`",
    "code )",
  ]);
});

test("a slash is a division behind a value and begins a pattern elsewhere", () => {
  assert.deepEqual(shown("a / b / c"), ["code a / b / c"]);
  assert.deepEqual(shown("x = /[/'\"]/;"), ["code x = ", "pattern /[/'\"]/", "code ;"]);
  assert.deepEqual(shown("`${/'/}` / 'a'"), [
    "template `${",
    "pattern /'/",
    "template }`",
    "code  / ",
    "string 'a'",
  ]);
});

test("the pieces are the whole source", () => {
  const source = "const a = `x ${1} y`; /* z";
  assert.equal(
    splitSource(source)
      .map(({ text }) => text)
      .join(""),
    source,
  );
});
