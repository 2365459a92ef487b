// Generates gen/codec.ts, our code for proto/codec.proto. `npm run generate` runs this.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";

const folder = new URL("../", import.meta.url);
const compiled = compileSync({
  files: ["codec.proto"],
  resolve: (path) => readFileSync(new URL(`proto/${path}`, folder), "utf8"),
});
if (!compiled.ok) throw new Error(compiled.diagnostics.map((d) => renderDiagnostic(d)).join("\n"));
const file = createFileRegistry(compiled.files).getFile("codec.proto");
if (file === undefined) throw new Error("codec.proto was not compiled");
mkdirSync(new URL("gen/", folder), { recursive: true });
for (const { path, content } of generateTypeScript([file])) {
  writeFileSync(new URL(`gen/${path}`, folder), content);
}
