import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { generateTestdata } from "./testdata/generate.ts";

const root = path.join(import.meta.dirname, "../../../..");
const compiler = createRequire(import.meta.url).resolve("typescript/package.json");

/** What TypeScript says of source files under the strictest options that it has. */
function diagnosticsOf(files: readonly string[]): string[] {
  // Inside of the package, whose dependencies the files need.
  const folder = mkdtempSync(path.join(import.meta.dirname, "testdata/.declarations-"));
  try {
    const config = path.join(folder, "tsconfig.json");
    const options = {
      composite: false,
      noEmit: true,
      isolatedDeclarations: true,
      noPropertyAccessFromIndexSignature: true,
      noImplicitReturns: true,
      allowUnreachableCode: false,
      allowUnusedLabels: false,
    };
    const extended = path.join(root, "tsconfig.base.json");
    writeFileSync(config, JSON.stringify({ extends: extended, compilerOptions: options, files }));
    const tsc = path.join(path.dirname(compiler), "bin/tsc");
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [tsc, "--pretty", "false", "-p", config],
      { encoding: "utf8", cwd: root, timeout: 120_000 },
    );
    assert.equal(stderr, "");
    return stdout.split("\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("declarations of generated files need no inference, under strict flags", () => {
  const folder = path.join(import.meta.dirname, "testdata");
  const inferred = path.join(folder, "inferred.ts");
  writeFileSync(inferred, "export const inferred = [1].map(String);\n");
  let lines: string[];
  try {
    const files = generateTestdata().map((file) => path.join(folder, "gen", file.path));
    lines = diagnosticsOf([...files, inferred]);
  } finally {
    rmSync(inferred);
  }
  // The compiler was there, and looked: it found the one that is wrong on purpose.
  assert.ok(
    lines.some((line) => /inferred\.ts.*TS90\d\d/.test(line)),
    lines.join("\n"),
  );
  assert.deepEqual(
    lines.filter((line) => line.includes("testdata/gen/")),
    [],
  );
});
