// Generates packages/compiler/src/plugin/gen from the contract between protoc and its plugins, which comes
// with the compiler. `npm run generate` runs it.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";

const name = "google/protobuf/compiler/plugin.proto";
const folder = path.join(import.meta.dirname, "../packages/compiler/src/plugin/gen");
const compiled = compileSync({ files: [name], resolve: () => undefined });
if (!compiled.ok) {
  throw new Error(
    compiled.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n"),
  );
}
const { files } = createFileRegistry(compiled.files);
const sources = generateTypeScript(files.filter((file) => file.name === name));
for (const source of sources) {
  const target = path.join(folder, source.path);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, source.content);
}
console.log(`${sources.length} file in ${path.relative(process.cwd(), folder)}`);
