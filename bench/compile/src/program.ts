// What is measured of ours: a program that compiles the contracts below a folder that a file lists.
// usage: program.mjs FOLDER LIST OUTPUT
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compileSetSync, renderDiagnostic } from "@tramline/compiler";

const [folder = "", list = "", output = ""] = process.argv.slice(2);
const files = readFileSync(list, "utf8").split("\n");
const known = new Set(files);
const result = compileSetSync({
  files,
  resolve: (name) => (known.has(name) ? readFileSync(path.join(folder, name), "utf8") : undefined),
});
if (!result.ok) {
  throw new Error(result.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n"));
}
const file = openSync(output, "w");
for (const part of result.parts) writeFileSync(file, part);
closeSync(file);
