import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "../../..");
const modules = path.join(root, "node_modules");

/** Where files that a run makes are put. */
export const cacheFolder: string = path.join(import.meta.dirname, "../.cache");

/** What is compiled: the contracts below it, and nothing of the package around them. */
export const contractsFolder: string = path.join(cacheFolder, "googleapis");

/**
 * A compiler, and how it is told to write a descriptor set of all contracts, source info included. Of the
 * contracts there is a list, too.
 */
export interface Compiler {
  readonly name: string;
  readonly version: string;
  readonly command: string;
  readonly args: (output: string, list: string) => string[];
}

/** All of them, ours first. Their programs themselves, not the scripts that npm starts them by. */
export function compilers(): Compiler[] {
  const platform = `${process.platform}-${process.arch}`;
  const protoc = protocs[platform];
  if (protoc === undefined) throw new Error(`npm's protoc has no program for ${platform}`);
  return [
    {
      name: "tramline",
      version: versionOf(path.join(root, "packages/compiler")),
      command: process.execPath,
      args: (output, list) => [
        path.join(cacheFolder, "program.mjs"),
        contractsFolder,
        list,
        output,
      ],
    },
    {
      name: "protoc",
      version: versionOf(path.join(modules, "protoc")),
      command: path.join(modules, "protoc/bin", protoc),
      args: (output, list) => [
        `-I${contractsFolder}`,
        "--include_imports",
        "--include_source_info",
        `--descriptor_set_out=${output}`,
        `@${list}`,
      ],
    },
    {
      name: "buf",
      version: versionOf(path.join(modules, "@bufbuild/buf")),
      command: path.join(modules, `@bufbuild/buf-${platform}/bin/buf`),
      args: (output) => ["build", contractsFolder, "--as-file-descriptor-set", "-o", output],
    },
  ];
}

const protocs: Readonly<Record<string, string>> = {
  "linux-x64": "protoc-linux-x86_64",
  "linux-arm64": "protoc-linux-aarch_64",
  "darwin-x64": "protoc-osx-x86_64",
  "darwin-arm64": "protoc-osx-aarch_64",
};

function versionOf(folder: string): string {
  const manifest = readFileSync(path.join(folder, "package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
