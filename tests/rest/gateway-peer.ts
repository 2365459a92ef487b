/** grpc-gateway, built from the modules that peers/go/go.mod pins, with code that its own plugin generates. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type BuiltJudge, buildJudge } from "../judges/build-judge.ts";

const folder = path.dirname(fileURLToPath(import.meta.url));
const moduleFolder = path.join(folder, "peers/go");
const root = path.resolve(folder, "../..");

const plugins = [
  ["go", "google.golang.org/protobuf/cmd/protoc-gen-go"],
  ["go-grpc", "google.golang.org/grpc/cmd/protoc-gen-go-grpc"],
  ["grpc-gateway", "github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway"],
] as const;

/** Generates the peer's code and builds it. */
export function buildGateway(): BuiltJudge {
  const flags: string[] = [];
  for (const [name, goPackage] of plugins) {
    const built = buildJudge(`rest-protoc-gen-${name}`, goPackage, moduleFolder);
    if (built.notRun !== undefined) return built;
    flags.push(
      "--plugin",
      `${name}=${built.program}`,
      "--plugin-opt",
      `${name}:module=rest.test/peer`,
    );
  }
  flags.push("--plugin-opt", "grpc-gateway:generate_unbound_methods=true");
  mkdirSync(path.join(moduleFolder, "restv1"), { recursive: true });
  const generated = spawnSync(
    process.execPath,
    [
      ...["--import", "tsx", "--conditions=tramline-source", "packages/cli/src/main.ts"],
      ...["generate", path.join(folder, "proto"), "--out", moduleFolder, ...flags],
    ],
    { cwd: root, encoding: "utf8" },
  );
  if (generated.status !== 0) return { notRun: `tram generate failed: ${generated.stderr.trim()}` };
  return buildJudge("rest-gateway", ".", moduleFolder);
}

/** A gateway in a process of its own. */
export interface RunningGateway {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the gateway in front of a gRPC server. */
export async function startGateway(program: string, backend: string): Promise<RunningGateway> {
  const child: ChildProcess = spawn(program, [backend], { stdio: ["pipe", "pipe", "inherit"] });
  const exit = once(child, "close");
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  const [address] = (await once(lines, "line")) as [string];
  return {
    url: `http://${address}`,
    async close() {
      child.stdin?.end();
      await exit;
    },
  };
}
