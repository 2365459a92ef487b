import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "@bufbuild/cel";
import { fieldsRead } from "./fields-read.ts";

/** The fields that an expression reads of `this`, sorted; undefined for all. */
function read(text: string): string[] | undefined {
  const { expr } = parse(text);
  assert.ok(expr !== undefined);
  const fields = fieldsRead(expr, "this");
  return fields && [...fields].sort();
}

test("fields that an expression selects are found wherever they are", () => {
  assert.deepEqual(read("this.a == this.b.c"), ["a", "b"]);
  assert.deepEqual(read("has(this.a) ? this.b[this.c] : {'k': this.d}['k']"), ["a", "b", "c", "d"]);
  assert.deepEqual(read("this.list.all(x, x.y > this.least)"), ["least", "list"]);
  assert.deepEqual(read("[this.a].size() > 0 && T{f: this.b}.f"), ["a", "b"]);
  assert.deepEqual(read("now > timestamp('2024-01-01T00:00:00Z')"), []);
});

test("an expression that uses the message as a whole reads all", () => {
  assert.equal(read("this == T{}"), undefined);
  assert.equal(read("dyn(this).a == 1"), undefined);
  assert.equal(read("[this].all(x, x.a)"), undefined);
});
