// Writes gen/ from the contracts here. `npm run generate` runs it; the tests compare.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createFileRegistry, type FileDescriptor } from "@tramline/protobuf";
import { compileSync } from "../../compile.ts";
import { renderDiagnostic } from "../../diagnostic/render.ts";
import { type GeneratedSource, generateTypeScript } from "../generate-typescript.ts";

const folder = import.meta.dirname;
const names = [
  "everything.proto",
  "other.proto",
  "more.proto",
  "old.proto",
  "odd/odd-names.proto",
  "editions.proto",
  "editions-2024.proto",
  "forms.proto",
  "extended.proto",
  "extended-edition.proto",
];

/** The contracts here, linked. */
export function linkTestdata(): FileDescriptor[] {
  const compiled = compileSync({
    files: names,
    resolve: (name) =>
      names.includes(name) ? readFileSync(path.join(folder, name), "utf8") : undefined,
  });
  if (!compiled.ok) {
    throw new Error(compiled.diagnostics.map((each) => renderDiagnostic(each)).join("\n"));
  }
  const registry = createFileRegistry(compiled.files);
  return names.flatMap((name) => registry.getFile(name) ?? []);
}

/** What gen/ should hold. */
export function generateTestdata(): GeneratedSource[] {
  return generateTypeScript(linkTestdata());
}

if (process.argv[1] === import.meta.filename) {
  for (const { path: name, content } of generateTestdata()) {
    const target = path.join(folder, "gen", name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}
