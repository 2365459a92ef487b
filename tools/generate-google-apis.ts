// Generates what comes with Tramline of published contracts besides the well-known types: TypeScript from
// packages/protobuf/proto (google/api, buf/validate), and the texts that the compiler has of these and of
// google/rpc.
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compileSync, generateTypeScript, renderDiagnostic } from "@tramline/compiler";
import { createFileRegistry } from "@tramline/protobuf";

const root = path.join(import.meta.dirname, "..");
const bundled = path.join(root, "packages/compiler/src/source/gen/google-apis.ts");

/** The contracts in a package's folder, by import path. */
function contractsOf(packageName: string, part: string): Map<string, string> {
  const from = path.join(root, "packages", packageName, "proto");
  const names = readdirSync(path.join(from, part)).sort();
  return new Map(
    names.map((name) => [`${part}/${name}`, readFileSync(path.join(from, part, name), "utf8")]),
  );
}

const api = contractsOf("protobuf", "google/api");
const rpc = contractsOf("rpc", "google/rpc");
const validate = contractsOf("protobuf", "buf/validate");

// The texts for the compiler.
const texts = [...api, ...rpc, ...validate].map(([name, text]) => {
  const escaped = text.replaceAll(/[`\\]|\$\{/g, "\\$&");
  return `  [\n    ${JSON.stringify(name)},\n    \`${escaped}\`,\n  ],`;
});
mkdirSync(path.dirname(bundled), { recursive: true });
writeFileSync(
  bundled,
  `// Generated from packages/protobuf/proto and packages/rpc/proto by tools/generate-google-apis.ts.

/** The contracts that come with the compiler besides the well-known types. */
export const GOOGLE_APIS: readonly (readonly [path: string, text: string])[] = [
${texts.join("\n")}
];
`,
);

// The code.
generateEntry({
  contracts: api,
  folder: "google",
  index: "google/api.ts",
  heading:
    "// `@tramline/protobuf/google/api`: Google's contracts for HTTP and for describing APIs.",
});
generateEntry({
  contracts: validate,
  folder: "buf",
  index: "buf/validate.ts",
  heading:
    "// `@tramline/protobuf/buf/validate`: the options by which contracts say what is valid.",
});

/** An entry of @tramline/protobuf: paths are relative to its sources. */
interface Entry {
  readonly contracts: ReadonlyMap<string, string>;
  readonly folder: string;
  readonly index: string;
  readonly heading: string;
}

/** Writes the code of contracts into `gen` of a folder, and the module that exports all of it. */
function generateEntry({ contracts, folder, index, heading }: Entry): void {
  const { ok, diagnostics, files } = compileSync({
    files: [...contracts.keys()],
    resolve: (name) => contracts.get(name),
  });
  if (!ok) {
    throw new Error(diagnostics.map((diagnostic) => renderDiagnostic(diagnostic)).join("\n"));
  }
  const sources = path.join(root, "packages/protobuf/src");
  const gen = path.join(sources, folder, "gen");
  const linked = createFileRegistry(files).files.filter((file) => contracts.has(file.name));
  rmSync(gen, { recursive: true, force: true });
  const lines = [heading, ""];
  for (const source of generateTypeScript(linked, {
    // Straight to the modules: a package does not import itself by name.
    runtimeModule: "../../../../codegen/v1.ts",
    moduleOf: ({ name }) =>
      name.startsWith("google/protobuf/")
        ? `../../../../wkt/gen/${name.replace(/\.proto$/, ".ts")}`
        : undefined,
  })) {
    const target = path.join(gen, source.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, source.content);
    const exported = [...source.content.matchAll(/^export (?:const|function) ([\w$]+)/gm)];
    const names = new Set(exported.map(([, name = ""]) => name));
    lines.push(
      "export {",
      ...[...names].sort().map((name) => `  ${name},`),
      `} from "./gen/${source.path}";`,
    );
  }
  const indexPath = path.join(sources, index);
  writeFileSync(indexPath, `${lines.join("\n")}\n`);
  execFileSync("npx", ["biome", "check", "--write", indexPath], { stdio: "ignore" });
  console.log(`${linked.length} files in ${path.relative(root, gen)}`);
}
