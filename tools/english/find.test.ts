import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findBannedEnglish } from "./find.ts";
import { markdownTexts, sourceTexts } from "./texts.ts";

const inPage = (page: string): number[] =>
  findBannedEnglish(markdownTexts(page)).map(({ line }) => line);
const inSource = (source: string): number[] =>
  findBannedEnglish(sourceTexts(source)).map(({ line }) => line);

describe("banned English", () => {
  for (const sentence of [
    "This is no list.",
    "Names that are none.",
    "The handler is told of it.",
    "The server is asked again.",
    "The name stands in quotes.",
    "It lies ready in the buffer.",
    "Strings, one behind the other.",
    "The table is made anew.",
    "It ends all the same.",
    "The answer comes late.",
    "The value is refused.",
    "The client sends his name.",
    "Nothing else in the house waits.",
    "This is a room of its own: that room.",
    "Reckoned from the start.",
    "The colour of text.",
    "It is initialised once.",
  ]) {
    test(`is found: ${sentence}`, () => assert.deepEqual(inPage(sentence), [1]));
  }

  for (const sentence of [
    "There is no file, and it is no longer needed.",
    "The value is no larger than the limit.",
    "Undefined when there is none.",
    "This stands for a name, and stands in for the server.",
    "A proxy understands the protocol and underlies it.",
    "There is room for the next message, and the room left is small.",
    "A promise is otherwise precise.",
    "A firewall drops it; wall time passes.",
  ]) {
    test(`is plain English: ${sentence}`, () => assert.deepEqual(inPage(sentence), []));
  }

  test("a phrase over a line end is found on its first line", () => {
    assert.deepEqual(inPage("One\n\nThat is\nno list."), [3]);
    assert.deepEqual(inSource("const a = 1;\n/**\n * That is\n * no list.\n */"), [3]);
  });
});

describe("the texts of a page", () => {
  test("do not include code and addresses, but comments in TypeScript", () => {
    assert.deepEqual(inPage("`is no list` and ``is `no` list``, `over\na line is no` end"), []);
    assert.deepEqual(inPage("[a](https://house.example/is-anew)"), []);
    assert.deepEqual(inPage("```text\nthat is no list\n```\n"), []);
    assert.deepEqual(inPage("```ts\nf(); // that is\n// no list\nanew();\n```\nanew"), [2, 6]);
  });

  test("are cells, list items, and paragraphs", () => {
    assert.deepEqual(inPage("| is | no list |\n|---|---|\n| anew | b |"), [3]);
    assert.deepEqual(inPage("- that is\n- no list"), []);
    assert.deepEqual(inPage("# That is\nno list"), [1]);
  });
});

describe("the texts of a source", () => {
  test("are docstrings and messages, and not code, comments, and single words", () => {
    assert.deepEqual(inSource("// that is no list\nconst anew = 1; /* anew */"), []);
    assert.deepEqual(inSource('/** Made anew. */\nthrow new Error("that is no list");'), [1, 2]);
    assert.deepEqual(inSource("f(`${a} is no list`);\nf('anew');"), [1]);
    assert.deepEqual(inSource("/** Calls `anew`. */"), []);
  });

  test("a docstring does not open with a pronoun, and a paragraph in it may", () => {
    assert.deepEqual(inSource("/** What it is. */"), [1]);
    assert.deepEqual(inSource("/** Gives the name. */"), [1]);
    assert.deepEqual(inSource("/**\n * The name.\n *\n * What follows is its type.\n */"), []);
    assert.deepEqual(inSource('throw new Error("What is this?");'), []);
    assert.deepEqual(inSource('line("  /** What it is. */");'), [1]);
  });
});
