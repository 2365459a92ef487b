/** Installs the plugins and libraries of other languages, in pinned versions, by their own package clients. */
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { root } from "../../../tools/root.mjs";
import { missingPrograms } from "../../../tools/suites.mjs";
import { buildJudge } from "../../judges/build-judge.ts";
import { cache, once, peers, step } from "./steps.ts";

const grpcJavaVersion = "1.81.0";
const googleApisVersion = "6.0.1";

/** Does something when it is first asked for, and not again: neither after a success nor after a failure. */
function lazily<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

/** The plugins of Go, in the versions that tests/judges/go.mod pins. */
export const goPlugins = lazily(async () => {
  requirePrograms(["go"]);
  const built = [
    buildJudge("protoc-gen-go", "google.golang.org/protobuf/cmd/protoc-gen-go"),
    buildJudge("protoc-gen-go-grpc", "google.golang.org/grpc/cmd/protoc-gen-go-grpc"),
  ];
  const [go = "", grpc = ""] = built.map((one) => {
    if (one.notRun !== undefined) throw new Error(one.notRun);
    return one.program;
  });
  return { go, grpc };
});

/** A Python with grpcio and grpcio-tools: the folder of its environment. */
export const pythonEnvironment = lazily(async () => {
  requirePrograms(["python3"]);
  // Not the folder of a client called python, which is emptied before it is built.
  const folder = path.join(cache, "python-environment");
  // The same versions as in the interop cases.
  const requirements = path.join(root, "tests/interop/peers/python/requirements.txt");
  const environment = path.join(folder, "venv");
  await once(folder, readFileSync(requirements, "utf8"), async () => {
    await step("python3", ["-m", "venv", environment]);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    await step(path.join(environment, "bin/python"), [...pip, "-r", requirements]);
  });
  return environment;
});

/** The libraries that generated Java needs, and the plugin of grpc-java. */
export const javaLibraries = lazily(async () => {
  requirePrograms(["java", "javac", "mvn"]);
  const folder = path.join(cache, "java-libraries");
  const pom = path.join(peers, "java/pom.xml");
  const plugin = path.join(folder, "protoc-gen-grpc-java");
  const platform = process.platform === "darwin" ? "osx" : process.platform;
  const machine = process.arch === "arm64" ? "aarch_64" : "x86_64";
  const artifact = `io.grpc:protoc-gen-grpc-java:${grpcJavaVersion}:exe:${platform}-${machine}`;
  await once(folder, `${readFileSync(pom, "utf8")}${artifact}`, async () => {
    const mvn = ["-q", "-B", "-Dstyle.color=never"];
    const into = (name: string): string => `-DoutputDirectory=${path.join(folder, name)}`;
    await step("mvn", [...mvn, "-f", pom, "dependency:copy-dependencies", into("lib")]);
    await step("mvn", [...mvn, "dependency:copy", `-Dartifact=${artifact}`, into("plugin")]);
    const [name = ""] = readdirSync(path.join(folder, "plugin"));
    renameSync(path.join(folder, "plugin", name), plugin);
    chmodSync(plugin, 0o755);
  });
  return { classPath: path.join(folder, "lib/*"), plugin };
});

/** The .proto files of Google's APIs: the folder that their imports are relative to. */
export async function googleApis(): Promise<string> {
  const folder = path.join(cache, "googleapis");
  const wanted = `google-proto-files@${googleApisVersion}`;
  await once(folder, wanted, async () => {
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"];
    await step("npm", ["install", "--prefix", folder, ...quiet, "--loglevel=error", wanted]);
  });
  return path.join(folder, "node_modules/google-proto-files");
}

/** What a compiler of C++ is told about libraries. */
export function pkgConfig(libraries: readonly string[]): string[] {
  const found = spawnSync("pkg-config", ["--cflags", "--libs", ...libraries], { encoding: "utf8" });
  if (found.status !== 0) throw new Error(`pkg-config: ${found.stderr.trim()}`);
  return found.stdout.trim().split(/\s+/);
}

function requirePrograms(names: readonly string[]): void {
  const missing = missingPrograms(names);
  if (missing.length === 0) return;
  throw new Error(`did not run: this machine has no ${missing.join(" and no ")}`);
}
