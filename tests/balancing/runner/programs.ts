/** Builds the suite's programs: ours as single files that start quickly, and grpc-go's client. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildJudge } from "../../judges/build-judge.ts";
import type { ClientProgram } from "./measure.ts";

const suite = fileURLToPath(new URL("..", import.meta.url));

/** The programs, or why one of them was not built. */
export type Programs =
  | {
      readonly server: string;
      readonly clients: readonly ClientProgram[];
      readonly notRun?: undefined;
    }
  | { readonly notRun: string };

export async function buildPrograms(): Promise<Programs> {
  const outdir = path.resolve(suite, "../../.cache/balancing");
  await build({
    entryPoints: ["server", "client"].map((name) => path.join(suite, `programs/${name}.ts`)),
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["tramline-source"],
    outdir,
    outExtension: { ".js": ".mjs" },
    logLevel: "error",
  });
  const go = buildJudge("grpc-go-balancing-client", ".", path.join(suite, "peers/go"));
  if (go.notRun !== undefined) return go;
  return {
    server: path.join(outdir, "server.mjs"),
    clients: [
      { name: "tramline", command: process.execPath, args: [path.join(outdir, "client.mjs")] },
      { name: "grpc-go", command: go.program, args: [] },
    ],
  };
}
