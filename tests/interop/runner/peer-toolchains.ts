/** Builds the peers that are written here for official runtimes: gRPC C++, tonic, and grpclib. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { missingPrograms } from "../../../tools/suites.mjs";
import { debianPrograms } from "../../judges/debian-programs.ts";
import { cache, interop, once, type Prepared, step } from "./steps.ts";

const contracts = path.join(interop, "proto");
const contractNames = readdirSync(path.join(contracts, "grpc/testing")).map(
  (name) => `grpc/testing/${name}`,
);
const contractFiles = contractNames.map((name) => path.join(contracts, name));

/** npm's protoc: newer than Debian's, and no part of any runtime. */
const protoc = path.join(
  path.dirname(createRequire(import.meta.url).resolve("protoc/package.json")),
  "protoc.cjs",
);

function contentOf(files: readonly string[]): string {
  return files.map((file) => readFileSync(file, "utf8")).join("\n");
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).map((name) => path.join(folder, name));
}

/** A client and a server that are programs of their own. */
export interface NativePrograms {
  readonly client: string;
  readonly server: string;
}

/** The peer on Debian's gRPC C++. */
export async function prepareCpp(): Promise<Prepared<NativePrograms>> {
  const folder = path.join(cache, "cpp");
  const sources = path.join(interop, "peers/cpp");
  const generated = path.join(folder, "generated");
  const ready = { client: path.join(folder, "client"), server: path.join(folder, "server") };
  return once(folder, contentOf([...filesIn(sources), ...contractFiles]), ready, async () => {
    const programs = await debianPrograms({
      "libgrpc++-dev": "/usr/include/grpcpp/grpcpp.h",
      "libprotobuf-dev": "/usr/include/google/protobuf/message.h",
      "protobuf-compiler": "/usr/bin/protoc",
      "protobuf-compiler-grpc": "/usr/bin/grpc_cpp_plugin",
      "g++": "/usr/bin/g++",
      "pkg-config": "/usr/bin/pkg-config",
    });
    mkdirSync(generated);
    await step(programs["protobuf-compiler"] as string, [
      ...[`--proto_path=${contracts}`, `--cpp_out=${generated}`, `--grpc_out=${generated}`],
      `--plugin=protoc-gen-grpc=${programs["protobuf-compiler-grpc"]}`,
      ...contractNames,
    ]);
    const units = filesIn(path.join(generated, "grpc/testing")).filter((it) => it.endsWith(".cc"));
    const build = (output: string, ...own: readonly string[]) => {
      const given = [...own.map((name) => path.join(sources, name)), ...units];
      const compile = ["g++", "-std=c++17", "-O1", `-I${generated}`, ...given, "-o", output];
      // pkg-config's words are for the shell to split; none of these paths is anyone's input.
      const command = `${compile.join(" ")} $(pkg-config --cflags --libs grpc++ protobuf)`;
      return step("sh", ["-c", command]);
    };
    await build(ready.client, "client.cc", "cases.cc");
    await build(ready.server, "server.cc");
  });
}

/** The peer on tonic. */
export async function prepareTonic(): Promise<Prepared<NativePrograms>> {
  if (missingPrograms(["cargo"]).length > 0) return { notRun: "no Rust" };
  const target = path.join(cache, "tonic-target");
  const ready = {
    client: path.join(target, "debug/client"),
    server: path.join(target, "debug/server"),
  };
  const sources = path.join(interop, "peers/tonic");
  const content = contentOf([
    ...["Cargo.toml", "Cargo.lock", "build.rs"].map((name) => path.join(sources, name)),
    ...filesIn(path.join(sources, "src")),
    ...contractFiles,
  ]);
  return once(path.join(cache, "tonic"), content, ready, () =>
    step("cargo", ["build", "--locked", "--quiet"], {
      cwd: sources,
      env: { PROTOC: protoc, CARGO_TARGET_DIR: target },
    }),
  );
}

/** A Python with grpclib, and the contracts generated for it. */
export interface GrpclibPrograms {
  readonly python: string;
  readonly generated: string;
}

/** The peer on grpclib, which has a Python of its own: grpcio's package is called grpc, as are the contracts. */
export async function prepareGrpclib(): Promise<Prepared<GrpclibPrograms>> {
  if (missingPrograms(["python3"]).length > 0) return { notRun: "no Python" };
  const folder = path.join(cache, "grpclib");
  const requirements = path.join(interop, "peers/grpclib/requirements.txt");
  const environment = path.join(folder, "venv");
  const python = path.join(environment, "bin/python");
  const generated = path.join(folder, "generated");
  const content = contentOf([requirements, ...contractFiles]);
  return once(folder, content, { python, generated }, async () => {
    await step("python3", ["-m", "venv", environment]);
    await step(python, ["-m", "pip", "install", "--quiet", "-r", requirements]);
    mkdirSync(generated);
    await step(protoc, [
      ...[`--proto_path=${contracts}`, `--python_out=${generated}`],
      `--plugin=protoc-gen-grpclib_python=${path.join(environment, "bin/protoc-gen-grpclib_python")}`,
      `--grpclib_python_out=${generated}`,
      ...contractNames,
    ]);
  });
}
