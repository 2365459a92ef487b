import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { DIAGNOSTIC_CODES } from "@tramline/compiler";
import { root } from "./examples.ts";

/** Codes that begin with what names their room. */
const prefixed = /"((?:H1|H2|PB|RPC|JSON|TEXT|DESCRIPTOR|CLI|TLS|REST|VALIDATE)_[A-Z0-9_]+)"/g;

/** Unions of codes, as in `export type ConfigurationErrorCode = | "…"`. */
const unions = /export type \w+ErrorCode =((?:\s|\/\*\*(?:[^*]|\*(?!\/))*\*\/|\||"[A-Z0-9_]+")+);/g;

/** The codes in the sources, each with a file that has it. */
function codesInSources(): Map<string, string> {
  const found = new Map<string, string>(
    Object.keys(DIAGNOSTIC_CODES).map((code) => [code, "packages/compiler"]),
  );
  for (const name of readdirSync(path.join(root, "packages"))) {
    const folder = path.join(root, "packages", name, "src");
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!file.endsWith(".ts") || file.includes(".test.") || /(^|[\\/])gen[\\/]/.test(file))
        continue;
      const source = readFileSync(path.join(folder, file), "utf8");
      const texts = [source, ...[...source.matchAll(unions)].map(([, union = ""]) => union)];
      for (const [index, text] of texts.entries()) {
        const pattern = index === 0 ? prefixed : /"([A-Z0-9_]+)"/g;
        for (const [, code = ""] of text.matchAll(pattern)) found.set(code, `${name}/src/${file}`);
      }
    }
  }
  return found;
}

/** The codes in docs/errors.md, with what it says of each. */
function codesInPage(): Map<string, string> {
  const page = readFileSync(path.join(root, "docs/errors.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([A-Z0-9_]+)` \| (.*) \|$/gm)];
  const codes = new Map(rows.map(([, code = "", meaning = ""]) => [code, meaning]));
  assert.equal(codes.size, rows.length, "a code stands twice in docs/errors.md");
  return codes;
}

describe("docs/errors.md", () => {
  const sources = codesInSources();
  const page = codesInPage();

  test("the search finds codes of every room", () => {
    for (const code of ["H2_SETTINGS_MOD_6", "PB_DECODE_WIRE_TYPE", "RPC_METADATA_NAME"]) {
      assert.ok(sources.has(code), code);
    }
    for (const code of ["SERVICE_TWICE", "CLI_USAGE", "JSON_DEPTH", "DESCRIPTOR_NAME"]) {
      assert.ok(sources.has(code), code);
    }
  });

  test("lists every code of the sources", () => {
    const missing = [...sources].filter(([code]) => !page.has(code));
    assert.deepEqual(missing, []);
  });

  test("lists no code that the sources do not have", () => {
    assert.deepEqual(
      [...page.keys()].filter((code) => !sources.has(code)),
      [],
    );
  });

  test("says of diagnostics what the compiler says", () => {
    for (const [code, meaning] of Object.entries(DIAGNOSTIC_CODES)) {
      assert.equal(page.get(code), meaning);
    }
  });
});
