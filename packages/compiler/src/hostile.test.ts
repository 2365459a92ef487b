import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { compileSync } from "./compile.ts";
import { MAX_DIAGNOSTICS } from "./diagnostic/diagnostic.ts";
import { renderDiagnostic } from "./diagnostic/render.ts";
import { bundledSource } from "./source/bundled-sources.ts";

// Whatever the text, the compiler answers with diagnostics, and soon.

/** A small generator of numbers that are the same in every run. */
function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x100000000;
  };
}

const FRAGMENTS = [
  "{",
  "}",
  "[",
  "]",
  "(",
  ")",
  "<",
  ">",
  ";",
  ",",
  ".",
  "=",
  "-",
  '"',
  "'",
  "\\",
  "/*",
  "*/",
  "//",
  "#",
  "message",
  "enum",
  "oneof",
  "map<",
  "group",
  "extend",
  "reserved",
  "extensions",
  "to max",
  "option",
  "import",
  "package",
  "syntax",
  "returns",
  "stream",
  "rpc",
  "service",
  "edition",
  "export",
  "local",
  "features.",
  "optional",
  "repeated",
  "default",
  "0x",
  "1e",
  "99999999999999999999",
  "-1",
  "\n",
  "\t",
  "\u0000",
  "\ufffd",
  "é",
  "\ud800",
  "__proto__",
];

function mutate(text: string, next: () => number): string {
  let out = text;
  const edits = 1 + Math.floor(next() * 6);
  for (let edit = 0; edit < edits; edit++) {
    const at = Math.floor(next() * out.length);
    const size = Math.floor(next() * 12);
    const fragment = FRAGMENTS[Math.floor(next() * FRAGMENTS.length)] ?? "";
    switch (Math.floor(next() * 4)) {
      case 0:
        out = out.slice(0, at) + out.slice(at + size);
        break;
      case 1:
        out = out.slice(0, at) + fragment + out.slice(at);
        break;
      case 2:
        out = out.slice(0, at) + fragment + out.slice(at + size);
        break;
      default:
        out = out.slice(0, at) + out.slice(Math.floor(next() * out.length));
    }
  }
  return out;
}

function compileOne(text: string) {
  const result = compileSync({
    files: ["main.proto"],
    resolve: (path) => (path === "main.proto" ? text : undefined),
  });
  for (const diagnostic of result.diagnostics) {
    assert.ok(renderDiagnostic(diagnostic, { color: true }).length > 0);
  }
  return result;
}

function seeds(): string[] {
  const folder = new URL("../testdata/diagnostics/", import.meta.url);
  const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"));
  const mains = texts.map((text) => text.split(/^-- .* --\n/m)[1] ?? "");
  return [
    ...mains,
    ...["struct", "compiler/plugin", "type"].map(
      (n) => bundledSource(`google/protobuf/${n}.proto`) ?? "",
    ),
  ];
}

const PARTS = 10;
for (let part = 0; part < PARTS; part++) {
  test(`mutated sources never make it throw, part ${part + 1} of ${PARTS}`, () => {
    const next = random(20240501 + part);
    const sources = seeds();
    for (let round = 0; round < 200; round++) {
      const text = mutate(sources[(round * PARTS + part) % sources.length] ?? "", next);
      try {
        compileOne(text);
      } catch (error) {
        assert.fail(`${String(error)} for ${JSON.stringify(text)}`);
      }
    }
  });
}

test("a source cut off anywhere never makes it throw", () => {
  const text = bundledSource("google/protobuf/struct.proto") ?? "";
  for (let end = 0; end < text.length; end += 3) compileOne(text.slice(0, end));
});

test("random characters never make it throw", () => {
  const next = random(7);
  for (let round = 0; round < 200; round++) {
    let text = "";
    for (let at = 0; at < 300; at++)
      text += String.fromCharCode(Math.floor(next() * (round % 2 === 0 ? 128 : 65536)));
    compileOne(text);
  }
});

function quick(name: string, text: string, check: (result: ReturnType<typeof compileOne>) => void) {
  test(`${name} is refused or read in good time`, () => {
    const start = performance.now();
    check(compileOne(text));
    const tookMs = performance.now() - start;
    // Far beyond what a busy machine needs; what grows too fast takes longer still.
    assert.ok(tookMs < 60_000, `took ${tookMs} ms`);
  });
}

const HEAD = 'syntax = "proto3";\n';
const refused = (result: ReturnType<typeof compileOne>): void => assert.equal(result.ok, false);
const read = (result: ReturnType<typeof compileOne>): void =>
  assert.deepEqual(result.diagnostics, []);
const many = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join("");

quick("deep nesting of messages", HEAD + "message A {".repeat(100000), refused);
quick("deep nesting of groups", `message A {${"optional group B = 1 {".repeat(50000)}`, refused);
quick("deep nesting of option values", `${HEAD}option (a) = ${"{ a: ".repeat(100000)}`, refused);
quick("deep nesting of option lists", `${HEAD}option (a) = { a: ${"[".repeat(100000)}`, refused);
quick("many unmatched braces", HEAD + "}".repeat(200000), (result) => {
  assert.equal(result.diagnostics.length, MAX_DIAGNOSTICS);
  assert.ok(result.droppedCount > 100000);
});
quick("many unterminated strings", HEAD + '"\n'.repeat(100000), refused);
quick("a long line of errors", HEAD + "foo ".repeat(200000), refused);
quick(
  "a long line with a tab",
  `${HEAD}\tmessage A {${many(40000, (i) => ` int32 f${i} = ${i + 1};`)}}`,
  refused,
);
quick(
  "many undefined types",
  `${HEAD}${many(20000, (i) => `message M${i} { N${i} f = 1; }\n`)}`,
  refused,
);
quick(
  "many reserved ranges",
  `${HEAD}message A { reserved ${many(50000, (i) => `${i * 3 + 1}, `)}900000; ${many(18999 / 3, (i) => `int32 f${i} = ${i * 3 + 2};`)} }`,
  read,
);
quick(
  "many fields of one number",
  `${HEAD}message A {${many(40000, (i) => `int32 f${i} = 1;\n`)}}`,
  ({ diagnostics, droppedCount }) => {
    assert.equal(diagnostics[0]?.hint, "The next free number is 2.");
    assert.equal(diagnostics.length + droppedCount, 39999);
  },
);
quick(
  "many fields with numbers out of range",
  `${HEAD}message A {${many(40000, (i) => `int32 f${i} = ${600000000 + i};\n`)}}`,
  ({ diagnostics, droppedCount }) => assert.equal(diagnostics.length + droppedCount, 40000),
);
quick(
  "many overlapping ranges",
  `${HEAD}message A { reserved ${many(20000, (i) => `${i + 1} to 30000, `)}30001; }`,
  ({ diagnostics, droppedCount }) =>
    assert.equal(diagnostics.length + droppedCount, (20000 * 19999) / 2),
);
quick(
  "many extensions in many ranges",
  `syntax = "proto2"; message A { extensions ${many(30000, (i) => `${i * 2 + 20000}, `)}1; }
extend A {${many(30000, (i) => `optional int32 e${i} = ${i * 2 + 20000};\n`)}}`,
  read,
);
quick(
  "many default values that an enum has not",
  `syntax = "proto2"; enum E {${many(10000, (i) => `VALUE_${i} = ${i};\n`)}}
message A {${many(10000, (i) => `optional E f${i} = ${i + 1} [default = VALU_${i}];\n`)}}`,
  refused,
);
quick(
  "a number of a million digits",
  `${HEAD}option java_package = ${"9".repeat(1000000)};`,
  refused,
);
quick(
  "a name of a million letters",
  `${HEAD}message ${"a".repeat(1000000)} { bbb x = 1; }`,
  refused,
);
quick("a comment of a million slashes", `${HEAD}${"/".repeat(1000000)}`, read);
quick("many comments", `${HEAD}${"/* a */ ".repeat(100000)}message A {}`, read);
quick(
  "many values of a repeated option",
  `${HEAD}import "google/protobuf/descriptor.proto";
extend google.protobuf.FileOptions { repeated int32 a = 50000; }
${"option (a) = 1;\n".repeat(20000)}`,
  read,
);

for (const kind of ["", "public "]) {
  test(`a long chain of ${kind}imports is followed without a deep stack`, () => chain(kind));
}

quick(
  "more imports than are followed",
  HEAD + many(100_001, (i) => `import "${i}.proto";\n`),
  ({ diagnostics }) => assert.ok(diagnostics.some(({ code }) => code === "TOO_MANY_FILES")),
);

function chain(kind: string): void {
  const length = 20000;
  const result = compileSync({
    files: ["0.proto"],
    resolve: (path) => {
      const index = Number.parseInt(path, 10);
      const next = index + 1 < length ? `import ${kind}"${index + 1}.proto";` : "";
      return index < length ? `${HEAD}${next}` : undefined;
    },
    sourceInfo: false,
  });
  assert.equal(result.files.length, length);
  assert.equal(result.ok, kind === "");
  if (kind === "") return;
  assert.ok(result.diagnostics.some(({ code }) => code === "TOO_MANY_IMPORTS"));
}
