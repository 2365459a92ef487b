import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const benchFolder = fileURLToPath(new URL("..", import.meta.url));
export const rootFolder = join(benchFolder, "../..");
/** Where programs that are not JavaScript are built; never committed. */
export const cacheFolder = join(rootFolder, ".cache/bench/rpc");

/** Which tool builds an implementation's programs; each is built once. */
export type Toolchain = "tramline" | "node" | "go" | "tonic" | "java";

export interface Implementation {
  /** As performance results name it. */
  readonly name: string;
  readonly native: boolean;
  readonly toolchain: Toolchain;
  version(): string;
  /** Program and arguments. */
  readonly client: readonly string[];
  readonly server: readonly string[];
  /** How long calls run before the first round, in milliseconds. */
  readonly warmupMs: number;
  /** How long a case's own calls run before its first round. */
  readonly caseWarmupMs: number;
}

const require = createRequire(join(benchFolder, "package.json"));

function packageVersion(name: string): string {
  // Some packages do not export their package.json: walk up from the entry.
  let folder = dirname(require.resolve(name));
  while (folder !== dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      const found = JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string };
      if (found.name === name && found.version !== undefined) return found.version;
    }
    folder = dirname(folder);
  }
  throw new Error(`${name} is not installed: run npm install`);
}

function versionIn(file: string, pattern: RegExp): string {
  const found = pattern.exec(readFileSync(join(benchFolder, "peers", file), "utf8"))?.[1];
  if (found === undefined) throw new Error(`${file}: nothing matches ${pattern}`);
  return found;
}

function nodePeer(name: string, folder: string, version: () => string): Implementation {
  const program = (part: string) => [
    process.execPath,
    join(benchFolder, "dist", folder, `${part}.js`),
  ];
  return {
    name,
    native: false,
    toolchain: "node",
    version,
    client: program("client"),
    server: program("server"),
    warmupMs: 3_000,
    caseWarmupMs: 500,
  };
}

function nativePeer(
  name: string,
  toolchain: Toolchain,
  version: () => string,
  program: (part: "client" | "server") => readonly string[],
): Implementation {
  const java = toolchain === "java";
  return {
    name,
    native: true,
    toolchain,
    version,
    client: program("client"),
    server: program("server"),
    warmupMs: java ? 15_000 : 500,
    caseWarmupMs: java ? 2_500 : 0,
  };
}

const goVersion = () => versionIn("go/go.mod", /google\.golang\.org\/grpc v([\d.]+)/);
const tonicVersion = () => versionIn("tonic/Cargo.lock", /name = "tonic"\nversion = "([\d.]+)"/);
const javaVersion = () => versionIn("java/pom.xml", /<grpc\.version>([\d.]+)</);

const javaProgram = (part: "client" | "server", ...flags: string[]) => [
  // The plug-in for OpenTelemetry makes no spans without this.
  ...["env", "GRPC_EXPERIMENTAL_ENABLE_OTEL_TRACING=true"],
  "java",
  "-cp",
  `${join(cacheFolder, "java/bench-1.jar")}:${join(cacheFolder, "java/lib/*")}`,
  `dev.tramline.bench.${part === "client" ? "ClientMain" : "ServerMain"}`,
  ...flags,
];

export const implementations: readonly Implementation[] = [
  {
    ...nodePeer("tramline", "../peers/tramline/dist/peers/tramline", () =>
      packageVersion("tramline"),
    ),
    toolchain: "tramline",
  },
  nodePeer("@grpc/grpc-js", "grpc-js", () => packageVersion("@grpc/grpc-js")),
  nodePeer("@connectrpc/connect-node", "connect-node", () =>
    packageVersion("@connectrpc/connect-node"),
  ),
  nodePeer("node:http2", "node-http2", () => process.version.slice(1)),
  nativePeer("grpc-go", "go", goVersion, (part) => [join(cacheFolder, "go", part)]),
  nativePeer("tonic", "tonic", tonicVersion, (part) => [join(cacheFolder, "tonic/release", part)]),
  nativePeer("tonic (current-thread)", "tonic", tonicVersion, (part) => [
    join(cacheFolder, "tonic/release", part),
    "--current-thread",
  ]),
  nativePeer("grpc-java", "java", javaVersion, (part) => javaProgram(part)),
  nativePeer("grpc-java (directExecutor)", "java", javaVersion, (part) =>
    javaProgram(part, "--direct"),
  ),
];
