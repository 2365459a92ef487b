// Generates TypeScript from all contracts in a folder.
// usage: node --import tsx tools/generate-contracts.ts protoFolder outFolder
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";

const [protoFolder, outFolder] = process.argv.slice(2);
if (protoFolder === undefined || outFolder === undefined) {
  throw new Error("usage: generate-contracts.ts protoFolder outFolder");
}
const files = readdirSync(protoFolder, { recursive: true, encoding: "utf8" })
  .map((name) => name.split(path.sep).join("/"))
  .filter((name) => name.endsWith(".proto"))
  .sort();
const known = new Set(files);
const { ok, diagnostics, ...compiled } = compileSync({
  files,
  resolve: (name) =>
    known.has(name) ? readFileSync(path.join(protoFolder, name), "utf8") : undefined,
});
if (!ok) {
  throw new Error(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n"));
}
const linked = createFileRegistry(compiled.files).files.filter((file) => known.has(file.name));
rmSync(outFolder, { recursive: true, force: true });
for (const source of generateTypeScript(linked)) {
  const target = path.join(outFolder, source.path);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, source.content);
}
console.log(`${linked.length} files in ${outFolder}`);
