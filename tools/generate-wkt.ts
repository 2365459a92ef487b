// Generates packages/protobuf/src/wkt from the well-known contracts that come
// with the compiler. `npm run generate` runs it,
// which is due after each change of the TypeScript generator.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  bundledPaths,
  compileSync,
  generateTypeScript,
  renderDiagnostic,
} from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";
import { splitInterfaces } from "./split-interfaces.ts";

const folder = path.join(import.meta.dirname, "../packages/protobuf/src/wkt");
/** Those that are about compiling: no program has their messages. */
const forCompilers = /^google\/protobuf\/(?:compiler\/.*|\w+_features|\w+_options)\.proto$/;
const wanted = bundledPaths().filter(
  (name) => name.startsWith("google/protobuf/") && !forCompilers.test(name),
);
const compiled = compileSync({ files: wanted, resolve: () => undefined });
if (!compiled.ok) {
  throw new Error(
    compiled.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n"),
  );
}
const { files } = createFileRegistry(compiled.files);
const sources = generateTypeScript([...files], {
  // Straight to the module: a package does not import itself by name.
  runtimeModule: "../../../../codegen/v1.ts",
  moduleOf: () => undefined,
});
const typesNote = `// The enums and interfaces of descriptor.ts, for the modules that descriptor.ts itself runs on: it would be an
// import cycle to take them from there. Both files are written by one command, from one generated text.
`;
for (const source of sources) {
  const target = path.join(folder, "gen", source.path);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, source.content);
  // Descriptors are typed by descriptor.proto, and generated code runs on what descriptors are made of:
  // the types are in a file of their own, which imports nothing. The generated file stays what the generator
  // writes for every contract, with the same types in it; `npm run check:generated` finds a difference.
  if (source.path === "google/protobuf/descriptor.ts") {
    const [head = ""] = source.content.split("\n", 1);
    writeFileSync(
      target.replace(/\.ts$/, "-types.ts"),
      `${head}\n${typesNote}\n${splitInterfaces(source.content)}`,
    );
  }
}

const index = ["// The well-known types, google/protobuf/*.proto.", ""];
for (const source of [...sources].sort((a, b) => (a.path < b.path ? -1 : 1))) {
  const names = [...source.content.matchAll(/^export (?:const|function) ([\w$]+)/gm)].map(
    (match) => match[1] ?? "",
  );
  index.push(
    "export {",
    ...names.sort().map((name) => `  ${name},`),
    `} from "./gen/${source.path}";`,
  );
}
// The helpers beside them are written by hand, and exported from the same place.
for (const name of readdirSync(folder).sort()) {
  if (!name.endsWith(".ts") || name.endsWith(".test.ts") || name === "index.ts") continue;
  const content = readFileSync(path.join(folder, name), "utf8");
  const exported = [...content.matchAll(/^export (function|class|type) (\w+)/gm)];
  // An overloaded function is exported once.
  const names = new Set(
    exported.map(([, kind, word = ""]) => (kind === "type" ? `type ${word}` : word)),
  );
  index.push(
    "export {",
    ...[...names].sort().map((helper) => `  ${helper},`),
    `} from "./${name}";`,
  );
}
const indexPath = path.join(folder, "index.ts");
writeFileSync(indexPath, `${index.join("\n")}\n`);
execFileSync("npx", ["biome", "check", "--write", indexPath], { stdio: "ignore" });
console.log(`${sources.length} files in ${path.relative(process.cwd(), folder)}`);
