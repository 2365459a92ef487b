// Generates gen/, our code for the contracts in proto/. `npm run generate` runs this.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";

const folder = new URL("../", import.meta.url);
const names = ["codec.proto", "borrowed.proto"];
const compiled = compileSync({
  files: names,
  resolve: (path) => readFileSync(new URL(`proto/${path}`, folder), "utf8"),
});
if (!compiled.ok) throw new Error(compiled.diagnostics.map((d) => renderDiagnostic(d)).join("\n"));
const registry = createFileRegistry(compiled.files);
const files = names.flatMap((name) => registry.getFile(name) ?? []);
mkdirSync(new URL("gen/", folder), { recursive: true });
for (const { path, content } of generateTypeScript(files)) {
  writeFileSync(new URL(`gen/${path}`, folder), content);
}
