import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { benchFolder, cacheFolder, rootFolder, type Toolchain } from "./implementations.ts";

const proto = join(benchFolder, "proto");
const peers = join(benchFolder, "peers");
const programs = join(rootFolder, "node_modules/.bin");

/** Builds one kind of peer with its own tool; quick when nothing changed. Throws when it fails. */
export function build(toolchain: Toolchain): void {
  console.log(`building: ${toolchain}`);
  builders[toolchain]();
}

const builders: Record<Toolchain, () => void> = {
  tramline() {
    run(rootFolder, [join(programs, "tsc"), "-b", join(peers, "tramline")]);
    run(rootFolder, [process.execPath, "tools/bundle.mjs"]);
  },
  node() {
    run(rootFolder, [join(programs, "tsc"), "-b", benchFolder]);
    // Generated JavaScript with its declarations beside it: tsc takes the types, we the code.
    for (const peer of ["grpc-js", "connect-node"]) {
      const generated = join(peers, peer, "gen");
      const output = join(benchFolder, "dist", peer, "gen");
      mkdirSync(output, { recursive: true });
      for (const file of readdirSync(generated).filter((name) => name.endsWith(".js"))) {
        cpSync(join(generated, file), join(output, file));
      }
    }
  },
  go() {
    const module = join(peers, "go");
    const tools = join(cacheFolder, "bin");
    const generated = join(module, "benchpb");
    mkdirSync(generated, { recursive: true });
    mkdirSync(tools, { recursive: true });
    run(module, ["go", "build", "-o", `${tools}/`, "google.golang.org/protobuf/cmd/protoc-gen-go"]);
    run(module, [
      ...["go", "build", "-o", `${tools}/`],
      "google.golang.org/grpc/cmd/protoc-gen-go-grpc",
    ]);
    const options = [
      `--go_out=${generated}`,
      "--go_opt=paths=source_relative",
      `--go-grpc_out=${generated}`,
      "--go-grpc_opt=paths=source_relative",
    ];
    run(module, [join(programs, "protoc"), "-I", proto, ...options, join(proto, "bench.proto")], {
      PATH: `${tools}${delimiter}${process.env.PATH ?? ""}`,
    });
    const output = join(cacheFolder, "go");
    mkdirSync(output, { recursive: true });
    run(module, ["go", "build", "-o", `${output}/`, "./client", "./server"]);
  },
  tonic() {
    run(join(peers, "tonic"), ["cargo", "build", "--release", "--locked", "--quiet"], {
      PROTOC: join(programs, "protoc"),
      CARGO_TARGET_DIR: join(cacheFolder, "tonic"),
    });
  },
  java() {
    const output = `-Dbench.output=${join(cacheFolder, "java")}`;
    run(join(peers, "java"), ["mvn", "-q", "-B", "-Dstyle.color=never", output, "package"]);
  },
};

function run(cwd: string, command: readonly string[], env: Record<string, string> = {}): void {
  execFileSync("nice", ["-n", "5", ...command], {
    cwd,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
  });
}
