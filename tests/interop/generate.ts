// Generates gen/ from proto/, with the compiler as it is in this tree. `npm run generate` runs it.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";

const contracts = path.join(import.meta.dirname, "proto");
const output = path.join(import.meta.dirname, "gen");

const names = readdirSync(path.join(contracts, "grpc/testing"))
  .sort()
  .map((name) => `grpc/testing/${name}`);
const compiled = compileSync({
  files: names,
  resolve: (name) => readFileSync(path.join(contracts, name), "utf8"),
});
if (!compiled.ok) {
  throw new Error(compiled.diagnostics.map((one) => renderDiagnostic(one)).join("\n"));
}
for (const source of generateTypeScript([...createFileRegistry(compiled.files).files])) {
  const target = path.join(output, source.path);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, source.content);
}
