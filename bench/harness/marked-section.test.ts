import assert from "node:assert/strict";
import { test } from "node:test";
import { replaceMarkedSection } from "./marked-section.ts";

test("replaces between the markers and leaves the rest", () => {
  const text = "a\n<!-- bench:rpc -->\nold\n<!-- /bench:rpc -->\nb\n";
  const replaced = "a\n<!-- bench:rpc -->\nnew\n<!-- /bench:rpc -->\nb\n";
  assert.equal(replaceMarkedSection(text, "bench:rpc", "new\n"), replaced);
  assert.equal(replaceMarkedSection(replaced, "bench:rpc", "new"), replaced);
});

test("a text without the markers has nothing to replace; a section must end", () => {
  assert.equal(replaceMarkedSection("a", "bench:rpc", "new"), undefined);
  assert.throws(() => replaceMarkedSection("<!-- x -->", "x", "new"), /has no <!-- \/x -->/);
});
