import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { OutputFiles } from "./output-files.ts";
import { PluginError } from "./plugin-error.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const part = (name: string, content: string, insertionPoint?: string) => ({
  name,
  content: bytes(content),
  insertionPoint,
  annotations: [],
});

/** The only file after some parts have been applied, each by a plugin of its own. */
function written(...parts: readonly ReturnType<typeof part>[]): string {
  const files = new OutputFiles();
  parts.forEach((one, index) => files.apply({ parts: [one] }, `plugin${index}`));
  const [file, ...others] = files.list();
  assert.deepEqual(others, []);
  return new TextDecoder().decode(file?.content);
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof PluginError, String(error));
    return error.code;
  }
  return "nothing thrown";
}

describe("insertion points", () => {
  test("text goes above the line, several in the order in which they come", () => {
    const file = part("a.h", "top\n// @@protoc_insertion_point(here)\nend\n");
    assert.equal(
      written(file, part("a.h", "one\n", "here"), part("a.h", "two", "here")),
      "top\none\ntwo\n// @@protoc_insertion_point(here)\nend\n",
    );
  });

  test("each line is indented as the line of the point is", () => {
    const file = part("a.py", "class A:\n \t # @@protoc_insertion_point(body)");
    assert.equal(
      written(file, part("a.py", "x = 1\n\ny = 2", "body")),
      "class A:\n \t x = 1\n \t \n \t y = 2\n \t # @@protoc_insertion_point(body)",
    );
  });

  test("a point on the first line, and one that is not the first of the file", () => {
    assert.equal(
      written(part("a", "@@protoc_insertion_point(x)"), part("a", "1", "x")),
      "1\n@@protoc_insertion_point(x)",
    );
    const two = "@@protoc_insertion_point(xy)\n@@protoc_insertion_point(x)\n";
    assert.equal(
      written(part("a", two), part("a", "1", "x")),
      "@@protoc_insertion_point(xy)\n1\n@@protoc_insertion_point(x)\n",
    );
  });

  test("a comment of its own within a line gets the text in front of it", () => {
    const file = part("A.java", "class A /* @@protoc_insertion_point(implements) */ {}\n");
    assert.equal(
      written(file, part("A.java", "implements B", "implements")),
      "class A implements B\n/* @@protoc_insertion_point(implements) */ {}\n",
    );
  });

  test("no text adds no line", () => {
    const text = "  // @@protoc_insertion_point(x)\n";
    assert.equal(written(part("a", text), part("a", "", "x")), text);
  });

  test("bytes that are not UTF-8 stay as they are", () => {
    const files = new OutputFiles();
    const content = Uint8Array.of(0xff, 0x0a, ...bytes("@@protoc_insertion_point(x)"), 0xfe);
    files.apply({ parts: [{ ...part("a", ""), content }] }, "p");
    files.apply({ parts: [{ ...part("a", "", "x"), content: Uint8Array.of(0x80) }] }, "q");
    assert.deepEqual(
      [...(files.list()[0]?.content ?? [])],
      [0xff, 0x0a, 0x80, 0x0a, ...bytes("@@protoc_insertion_point(x)"), 0xfe],
    );
  });

  test("a file or point that is not there is refused", () => {
    const file = part("a", "@@protoc_insertion_point(x)");
    assert.equal(
      codeOf(() => written(part("a", "1", "x"))),
      "PLUGIN_INSERTION_FILE",
    );
    assert.equal(
      codeOf(() => written(file, part("a", "1", "y"))),
      "PLUGIN_INSERTION_POINT",
    );
  });
});

describe("file names", () => {
  for (const name of [
    "../a",
    "a/../../b",
    "/etc/passwd",
    "a//b",
    "a\\b",
    "C:/a",
    "c:a",
    "a\0b",
    "a/",
    ".",
    "..",
    "",
  ]) {
    test(`${JSON.stringify(name)} is refused`, () => {
      assert.equal(
        codeOf(() => written(part(name, "x"))),
        "PLUGIN_FILE_NAME",
      );
    });
  }

  test("dots that lead nowhere are left out", () => {
    const files = new OutputFiles();
    files.apply({ parts: [part("./a/./b..c", "x")] }, "p");
    assert.deepEqual(
      files.list().map(({ path }) => path),
      ["a/b..c"],
    );
  });

  test("one file of two plugins is refused, and both are named", () => {
    assert.equal(
      codeOf(() => written(part("a", "1"), part("./a", "2"))),
      "PLUGIN_FILE_TWICE",
    );
    assert.throws(
      () => written(part("a", "1"), part("a", "2")),
      /plugin0 and plugin1 both write a/,
    );
  });
});

test("a file is no folder of another, in whichever order they come", () => {
  for (const names of [
    ["d", "d/e.txt"],
    ["d/e.txt", "d"],
    ["d/e/f.txt", "d/e"],
    ["d", "d/e/f.txt"],
  ]) {
    const files = new OutputFiles();
    const parts = names.map((name) => part(name, ""));
    assert.equal(
      codeOf(() => files.apply({ parts }, "plugin")),
      "PLUGIN_FILE_NAME",
      names.join(),
    );
  }
  const files = new OutputFiles();
  files.apply({ parts: ["d/e", "d/f", "de", "d.txt"].map((name) => part(name, "")) }, "plugin");
  assert.equal(files.list().length, 4);
});
