import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFieldMask, printFieldMask } from "./field-mask-text.ts";

test("paths go to text and back", () => {
  for (const [paths, text] of [
    [[], ""],
    [["a"], "a"],
    [["user.first_name", "x1"], "user.firstName,x1"],
  ] as const) {
    assert.equal(printFieldMask(paths), text);
    assert.deepEqual(parseFieldMask(text), paths);
  }
});

test("what would come back as another path is not printed", () => {
  for (const path of ["", "fooBar", "foo__bar", "foo_3", "a,b", 'a b"c', "a..b", ".a", "a.", "é"]) {
    assert.equal(printFieldMask([path]), undefined, path);
  }
});

test("what is no path is not parsed", () => {
  for (const text of [",", "a,", "a..b", ".a", "a.", "a b", "foo_bar", 'a"']) {
    assert.equal(parseFieldMask(text), undefined, text);
  }
});
