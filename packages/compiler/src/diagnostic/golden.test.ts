import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { compileSync } from "../compile.ts";
import { memoryResolver } from "../source/source-resolver.ts";
import { DIAGNOSTIC_CODES } from "./codes.ts";
import { renderDiagnostic } from "./render.ts";

// Each file of the folder holds sources, as `-- path --` and the text, of which main.proto is
// compiled; its last part, `-- diagnostics --`, is what must be reported.
// UPDATE_GOLDEN=1 writes that part anew.

const FOLDER = new URL("../../testdata/diagnostics/", import.meta.url);
const EXPECTED = "diagnostics";

function split(archive: string): Map<string, string> {
  const parts = archive.split(/^-- (\S+) --\n/m);
  const files = new Map<string, string>();
  for (let at = 1; at + 1 < parts.length; at += 2) files.set(parts[at] ?? "", parts[at + 1] ?? "");
  return files;
}

function diagnosticsOf(files: ReadonlyMap<string, string>): string {
  const resolve = memoryResolver(Object.fromEntries(files));
  const { diagnostics, ok } = compileSync({ files: ["main.proto"], resolve });
  assert.equal(ok, !diagnostics.some((diagnostic) => diagnostic.severity === "error"));
  return `${diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n\n")}\n`;
}

const names = readdirSync(FOLDER).filter((name) => name.endsWith(".txtar"));

test("there are bad inputs of every kind", () => {
  assert.ok(names.length >= 150, `only ${names.length} inputs`);
});

test("every code is reported for one of them", () => {
  // No file of a reasonable size is needed for the first two: hostile.test.ts has them. The third is what
  // plugins complain of, which only runs of them do.
  const elsewhere = new Set(["TOO_MANY_FILES", "TOO_MANY_IMPORTS", "PLUGIN"]);
  const texts = names.map((name) => readFileSync(new URL(name, FOLDER), "utf8")).join("\n");
  const found = new Set(texts.match(/(?<=^(?:error|warning)\[)\w+/gm));
  const missing = Object.keys(DIAGNOSTIC_CODES).filter(
    (code) => !found.has(code) && !elsewhere.has(code),
  );
  assert.deepEqual(missing, []);
});

for (const name of names) {
  test(`diagnostics of ${name}`, () => {
    const url = new URL(name, FOLDER);
    const archive = readFileSync(url, "utf8");
    const files = split(archive);
    const expected = files.get(EXPECTED);
    files.delete(EXPECTED);
    const actual = diagnosticsOf(files);
    if (process.env.UPDATE_GOLDEN === "1") {
      const sources = archive.split(`-- ${EXPECTED} --\n`)[0] ?? "";
      writeFileSync(url, `${sources}-- ${EXPECTED} --\n${actual}`);
      return;
    }
    assert.equal(actual, expected);
    assert.match(actual, /^(error|warning)\[/, "every input has something to report");
  });
}
