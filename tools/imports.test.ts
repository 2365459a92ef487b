import assert from "node:assert/strict";
import test from "node:test";
import { findImports } from "./imports.ts";

const specifiers = (source: string): string[] =>
  findImports(source).map((found) => found.specifier);

test("every form of import is found, with its line", () => {
  const source = [
    'import "./a.ts";',
    'import b from "./b.ts";',
    "import * as c from './c.ts';",
    "import {",
    "  d,",
    "  type D,",
    '} from "./d.ts";',
    'import type { E } from "./e.ts";',
    'import f, { type F } from "./f.ts";',
    'export { g } from "./g.ts";',
    'export * from "./h.ts";',
    'export type { I } from "./i.ts";',
    'const j = await import("./j.ts");',
    'import k from "./k.json" with { type: "json" };',
  ].join("\n");
  assert.deepEqual(
    findImports(source).map(({ specifier, line }) => `${line} ${specifier}`),
    [
      "1 ./a.ts",
      "2 ./b.ts",
      "3 ./c.ts",
      "4 ./d.ts",
      "8 ./e.ts",
      "9 ./f.ts",
      "10 ./g.ts",
      "11 ./h.ts",
      "12 ./i.ts",
      "13 ./j.ts",
      "14 ./k.json",
    ],
  );
});

test("what types alone need is told apart", () => {
  const source = [
    'import type { A } from "a";',
    'import { type B } from "b";',
    'export type { C } from "c";',
    'import type from "d";',
    'export { e } from "e";',
  ].join("\n");
  assert.deepEqual(
    findImports(source)
      .filter((found) => found.typeOnly)
      .map((found) => found.specifier),
    ["a", "c"],
  );
});

test("comments, strings, templates and patterns hold no imports", () => {
  assert.deepEqual(specifiers('// import "a";\n/* import "b"; */'), []);
  assert.deepEqual(specifiers(`const s = 'import "a";'; const t = "import 'b';";`), []);
  assert.deepEqual(specifiers('const t = `import "a"; ${ `import "b"` } import "c"`;'), []);
  assert.deepEqual(specifiers('const p = /`["\'`]/; import "real";'), ["real"]);
  assert.deepEqual(specifiers('const p = a / b; import "real"; const q = c / d;'), ["real"]);
  assert.deepEqual(specifiers('const t = `${ { a: { b: 1 } } }`; import "real";'), ["real"]);
});

test("an exported value does not reach for the next string", () => {
  assert.deepEqual(
    specifiers('export const a = 1;\nexport function from(x: string) { return "x"; }'),
    [],
  );
  assert.deepEqual(specifiers('export const from = "a";'), []);
  assert.deepEqual(specifiers('export { a };\nconst from = "b";'), []);
});
