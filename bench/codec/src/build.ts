// Builds what is measured: our packages, and the code that each peer's own
// generator makes of proto/*.proto. Nothing is built that is there already.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { transformSync } from "esbuild";
import { benchFolder, peersFolder, rootFolder, versionOf } from "./paths.ts";

const require = createRequire(import.meta.url);
const bin = path.join(rootFolder, "node_modules/.bin");
const proto = path.join(benchFolder, "proto");
const contracts = ["codec", "borrowed"];
const googleapis = path.join(rootFolder, "node_modules/google-proto-files");

const packages = [
  ...["protobufjs", "protobufjs-cli", "@bufbuild/protobuf", "ts-proto", "pbf", "protoc"],
  "google-proto-files",
];

/** Builds everything. */
export async function build(): Promise<void> {
  run(path.join(bin, "tsc"), ["-b", "packages/protobuf"]);
  run(process.execPath, ["tools/bundle.mjs"]);
  const stamp = path.join(peersFolder, "stamp.txt");
  const wanted = [
    ...packages.map((name) => `${name} ${versionOf(name)}`),
    ...contracts.map((name) => readFileSync(path.join(proto, `${name}.proto`), "utf8")),
    readFileSync(import.meta.filename, "utf8"),
  ].join("\n");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  rmSync(peersFolder, { recursive: true, force: true });
  for (const name of ["protobufjs", "bufbuild", "ts-proto", "pbf"]) {
    mkdirSync(path.join(peersFolder, name), { recursive: true });
  }
  writeFileSync(path.join(peersFolder, "package.json"), '{ "type": "module" }\n');
  protobufjs(
    "codec",
    [proto],
    contracts.map((name) => path.join(proto, `${name}.proto`)),
  );
  protobufjs("descriptor", [googleapis], ["google/protobuf/descriptor.proto"]);
  const own = contracts.map((name) => `${name}.proto`);
  protoc(["protoc-gen-es", "--es_out", "bufbuild", "target=js"], proto, own);
  const options = ["forceLong=bigint", "esModuleInterop=true", "importSuffix=.js"].join(",");
  protoc(["protoc-gen-ts_proto", "--ts_proto_out", "ts-proto", options], proto, own);
  const descriptor = ["google/protobuf/descriptor.proto"];
  protoc(["protoc-gen-ts_proto", "--ts_proto_out", "ts-proto", options], googleapis, descriptor);
  stripTypes(path.join(peersFolder, "ts-proto"));
  for (const name of contracts) {
    const code = execFileSync(path.join(bin, "pbf"), [path.join(proto, `${name}.proto`)]);
    writeFileSync(path.join(peersFolder, `pbf/${name}.js`), code);
  }
  const { writeDescriptorSet } = await import("./googleapis.ts");
  writeDescriptorSet();
  writeFileSync(stamp, wanted);
}

function protobufjs(name: string, folders: readonly string[], files: readonly string[]): void {
  run(path.join(bin, "pbjs"), [
    ...["-t", "static-module", "-w", "es6", ...folders.flatMap((folder) => ["-p", folder])],
    ...["-r", name, "-o", path.join(peersFolder, `protobufjs/${name}.js`), ...files],
  ]);
}

function protoc(
  [plugin, out, folder, options]: [string, string, string, string],
  protoFolder: string,
  files: readonly string[],
): void {
  run(process.execPath, [
    require.resolve("protoc/protoc.cjs"),
    `--plugin=${path.join(bin, plugin)}`,
    `${out}=${options}:${path.join(peersFolder, folder)}`,
    `-I${protoFolder}`,
    ...files,
  ]);
}

/** Makes JavaScript of the TypeScript in a folder, which is removed: the type check does not want it. */
function stripTypes(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const file = path.join(folder, name);
    const { code } = transformSync(readFileSync(file, "utf8"), { loader: "ts", target: "node20" });
    writeFileSync(file.replace(/\.ts$/, ".js"), code);
    rmSync(file);
  }
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { cwd: rootFolder, stdio: ["ignore", "inherit", "inherit"] });
}
