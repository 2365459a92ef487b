/**
 * Installs and builds what the foreign programs need, into `.cache/interop`: once, by the ordinary
 * package clients, in pinned versions.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { missingPrograms } from "../../../tools/suites.mjs";
import { buildJudge } from "../../judges/build-judge.ts";
import { cache, interop, once, type Prepared, step } from "./steps.ts";

const javaVersion = "1.79.0";

/** Our own interop programs, in one file each: what starts for every case has to start soon. */
export interface TramlinePrograms {
  readonly client: string;
  readonly server: string;
}

export async function bundleTramline(): Promise<TramlinePrograms> {
  const outdir = path.join(cache, "tramline");
  await build({
    entryPoints: [
      fileURLToPath(new URL("../src/client.ts", import.meta.url)),
      fileURLToPath(new URL("../src/server.ts", import.meta.url)),
    ],
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["tramline-source"],
    outdir,
    outExtension: { ".js": ".mjs" },
    logLevel: "error",
  });
  return { client: path.join(outdir, "client.mjs"), server: path.join(outdir, "server.mjs") };
}

/** grpc-go's own interop programs. */
export interface GoPrograms {
  readonly client: string;
  readonly server: string;
}

export function prepareGo(): Prepared<GoPrograms> {
  if (missingPrograms(["go"]).length > 0) return { notRun: "no Go" };
  const client = buildJudge("grpc-interop-client", "google.golang.org/grpc/interop/client");
  if (client.notRun !== undefined) return client;
  const server = buildJudge("grpc-interop-server", "google.golang.org/grpc/interop/server");
  if (server.notRun !== undefined) return server;
  return { ready: { client: client.program, server: server.program } };
}

/** A Python with grpcio, and the contracts generated for it. */
export interface PythonPrograms {
  readonly python: string;
  readonly generated: string;
}

export async function preparePython(): Promise<Prepared<PythonPrograms>> {
  if (missingPrograms(["python3"]).length > 0) return { notRun: "no Python" };
  const folder = path.join(cache, "python");
  const requirements = path.join(interop, "peers/python/requirements.txt");
  const contracts = path.join(interop, "proto");
  const names = readdirSync(path.join(contracts, "grpc/testing")).map(
    (name) => `grpc/testing/${name}`,
  );
  const python = path.join(folder, "venv/bin/python");
  const generated = path.join(folder, "generated");
  const content = [requirements, ...names.map((name) => path.join(contracts, name))]
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  return once(folder, content, { python, generated }, async () => {
    await step("python3", ["-m", "venv", path.join(folder, "venv")]);
    await step(python, ["-m", "pip", "install", "--quiet", "-r", requirements]);
    mkdirSync(generated);
    const output = [`--python_out=${generated}`, `--grpc_python_out=${generated}`];
    const include = `--proto_path=${contracts}`;
    await step(python, ["-m", "grpc_tools.protoc", include, ...output, ...names]);
  });
}

/** grpc-java's own interop programs: the classes, and the certificates that its client trusts. */
export interface JavaPrograms {
  readonly classPath: string;
  readonly certificates: string;
}

export async function prepareJava(): Promise<Prepared<JavaPrograms>> {
  if (missingPrograms(["java"]).length > 0) return { notRun: "no Java" };
  const folder = path.join(cache, "java");
  const distribution = path.join(folder, `grpc-interop-testing-${javaVersion}`);
  const ready = {
    classPath: path.join(distribution, "lib/*"),
    certificates: path.join(folder, "certs"),
  };
  return once(folder, javaVersion, ready, async () => {
    const missing = missingPrograms(["mvn", "jar", "tar"]);
    if (missing.length > 0) throw new Error(`no ${missing.join(", no ")}`);
    await step("mvn", [
      ...["-q", "-B", "-Dstyle.color=never", "dependency:copy"],
      `-Dartifact=io.grpc:grpc-interop-testing:${javaVersion}:tar`,
      `-DoutputDirectory=${folder}`,
    ]);
    const archive = `grpc-interop-testing-${javaVersion}.tar`;
    await step("tar", ["-xf", archive], { cwd: folder });
    rmSync(path.join(folder, archive));
    const jar = path.join(distribution, `lib/grpc-testing-${javaVersion}.jar`);
    await step("jar", ["xf", jar, "certs"], { cwd: folder });
  });
}
