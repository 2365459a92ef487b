// For Node every package is also built into one file an entry, with what entries share in chunks: a process
// that starts reads a handful of files instead of two hundred, in a third of the time and with a megabyte
// less of its heap. Bundlers and other platforms take the modules as they are, which they can leave out one
// by one. Run by `npm run build`, after tsc.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { readPackages } from "./packages.mjs";
import { root } from "./root.mjs";
import { withoutDocstrings } from "./without-docstrings.mjs";

for (const { folder } of readPackages()) {
  const packageFolder = path.join(root, "packages", folder);
  const entryPoints = entriesOf(packageFolder);
  if (Object.keys(entryPoints).length === 0) continue;
  const outdir = path.join(packageFolder, "dist/node");
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: packageFolder,
    entryPoints,
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: "shared-[hash]",
    format: "esm",
    platform: "node",
    target: "node20",
    // Fields are declared before they are set, as all of this was measured. In the modules for bundlers
    // the declarations are left out: they are a hundred names that say nothing.
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
    packages: "external",
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    logLevel: "warning",
    plugins: [withoutDocstrings],
  });
  checkNames(outdir);
  checkCharacters(outdir);
}

/**
 * A class whose body names the class is renamed when it is bundled, here and by users: logs show `_StatusError`.
 *
 * @param {string} folder
 */
function checkNames(folder) {
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".js")) continue;
    const renamed = /\bclass _(\w*Error|Metadata)/.exec(
      readFileSync(path.join(folder, file), "utf8"),
    );
    if (renamed === null) continue;
    throw new Error(
      `class ${renamed[1]} names itself in its body and is renamed by bundlers: let a function outside of it do so`,
    );
  }
}

/**
 * One character beyond Latin-1 makes V8 hold the whole text of a file in two bytes a character.
 *
 * @param {string} folder
 */
function checkCharacters(folder) {
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".js")) continue;
    const lines = readFileSync(path.join(folder, file), "utf8").split("\n");
    const at = lines.findIndex((line) => /[^\0-\xff]/.test(line));
    if (at < 0) continue;
    throw new Error(
      `invalid character in ${path.join(folder, file)}:${at + 1}: expected Latin-1, got ${lines[at]}; ` +
        "escape it, or write it in a docstring of its own lines",
    );
  }
}

/**
 * The entries that have a build for Node, by the file that it goes to.
 *
 * @param {string} packageFolder
 * @returns {Record<string, string>} source files, by their output relative to dist/node, without extension
 */
function entriesOf(packageFolder) {
  const manifest =
    /** @type {{ exports?: Record<string, { "tramline-source": string, node?: string }> }} */ (
      JSON.parse(readFileSync(path.join(packageFolder, "package.json"), "utf8"))
    );
  /** @type {Record<string, string>} */
  const entries = {};
  // A command, which is no entry of its package.
  if (existsSync(path.join(packageFolder, "src/main.ts"))) entries["main"] = "./src/main.ts";
  for (const [subpath, target] of Object.entries(manifest.exports ?? {})) {
    if (target.node === undefined) continue;
    const output = /^\.\/dist\/node\/(.+)\.js$/.exec(target.node)?.[1];
    if (output === undefined || subpath.includes("*")) {
      throw new Error(`${packageFolder}: "node" of ${subpath} must be a file in dist/node`);
    }
    entries[output] = target["tramline-source"];
  }
  return entries;
}
