// What is measured of ours: a program that compiles every contract below a folder.
// usage: program.mjs FOLDER OUTPUT
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compileSync, renderDiagnostic } from "@tramline/compiler";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";

const [folder = "", output = ""] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .map((name) => name.split(path.sep).join("/"))
  .filter((name) => name.endsWith(".proto"));
const known = new Set(files);
const result = compileSync({
  files,
  resolve: (name) => (known.has(name) ? readFileSync(path.join(folder, name), "utf8") : undefined),
});
if (!result.ok) {
  throw new Error(result.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n"));
}
writeFileSync(output, FileDescriptorSet.encode({ file: result.files }));
