// Google's contracts that come with the compiler, beside those that Google publishes: the same names,
// numbers, types, and options.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { bundledPaths, compileSync } from "@tramline/compiler";
import type { FileDescriptorProto } from "@tramline/protobuf";

const folder = path.dirname(
  createRequire(import.meta.url).resolve("google-proto-files/package.json"),
);
const names = bundledPaths().filter((name) => /^google\/(?!protobuf\/)/.test(name));

function compiled(resolve: (name: string) => string | undefined): Map<string, FileDescriptorProto> {
  const { ok, diagnostics, files } = compileSync({ files: names, resolve, sourceInfo: false });
  assert.ok(ok, diagnostics.map(({ message }) => message).join("\n"));
  return new Map(files.map((file) => [file.name ?? "", file]));
}

/** Returns a file without its options, which name the packages of generated code in other languages. */
function essence(file: FileDescriptorProto | undefined): unknown {
  assert.ok(file !== undefined);
  return { ...file, options: undefined };
}

const ours = compiled(() => undefined);
const published = compiled((name) => {
  const file = path.join(folder, name);
  return names.includes(name) && existsSync(file) ? readFileSync(file, "utf8") : undefined;
});

for (const name of names) {
  test(`${name} is as published`, () => {
    assert.ok(existsSync(path.join(folder, name)), "google-proto-files has it");
    assert.deepEqual(essence(ours.get(name)), essence(published.get(name)));
  });
}
