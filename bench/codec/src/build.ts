// Builds what is measured: our packages, and the code that each peer's own
// generator makes of proto/codec.proto. Nothing is built that is there already.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { transformSync } from "esbuild";

const bench = path.join(import.meta.dirname, "..");
const root = path.join(bench, "../..");
const require = createRequire(import.meta.url);
const bin = path.join(root, "node_modules/.bin");
const proto = path.join(bench, "proto");

/** Where the code of the peers lies. */
export const peersFolder: string = path.join(bench, ".cache/peers");

/** Versions of the packages measured, by name. */
export function versionOf(name: string): string {
  const manifest = path.join(root, "node_modules", name, "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return version;
}

/** Builds everything. */
export function build(): void {
  run(path.join(bin, "tsc"), ["-b", "packages/protobuf"]);
  const stamp = path.join(peersFolder, "stamp.txt");
  const wanted = [
    ...["protobufjs", "protobufjs-cli", "@bufbuild/protobuf", "ts-proto", "protoc"].map(
      (name) => `${name} ${versionOf(name)}`,
    ),
    readFileSync(path.join(proto, "codec.proto"), "utf8"),
  ].join("\n");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(peersFolder, { recursive: true, force: true });
  for (const name of ["protobufjs", "bufbuild", "ts-proto"]) {
    mkdirSync(path.join(peersFolder, name), { recursive: true });
  }
  writeFileSync(path.join(peersFolder, "package.json"), '{ "type": "module" }\n');
  run(path.join(bin, "pbjs"), [
    ...["-t", "static-module", "-w", "es6", "-p", proto],
    ...["-o", path.join(peersFolder, "protobufjs/codec.js"), path.join(proto, "codec.proto")],
  ]);
  protoc("protoc-gen-es", "--es_out", "bufbuild", "target=js");
  const options = ["forceLong=bigint", "esModuleInterop=true", "importSuffix=.js"];
  protoc("protoc-gen-ts_proto", "--ts_proto_out", "ts-proto", options.join(","));
  const typescript = path.join(peersFolder, "ts-proto/codec.ts");
  const { code } = transformSync(readFileSync(typescript, "utf8"), {
    loader: "ts",
    target: "node20",
  });
  writeFileSync(path.join(peersFolder, "ts-proto/codec.js"), code);
  renameSync(typescript, `${typescript}.txt`);
  writeFileSync(stamp, wanted);
}

function protoc(plugin: string, out: string, folder: string, options: string): void {
  run(process.execPath, [
    require.resolve("protoc/protoc.cjs"),
    `--plugin=${path.join(bin, plugin)}`,
    `${out}=${options}:${path.join(peersFolder, folder)}`,
    `-I${proto}`,
    "codec.proto",
  ]);
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
}
