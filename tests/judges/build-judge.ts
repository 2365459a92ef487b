/**
 * Builds the Go programs that judge Tramline, in the versions that this folder's go.mod pins, into
 * `.cache/judges`. Not with -trimpath: some have the path of their test certificates built in.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(folder, "../../.cache/judges");

/** Where a judge was built, or why it was not. */
export type BuiltJudge =
  | { readonly program: string; readonly notRun?: undefined }
  | { readonly notRun: string };

/**
 * Builds one judge unless it is up to date.
 *
 * @param name file name of the program, such as `"h2spec"`
 * @param goPackage import path of its main package
 * @param module folder of the go.mod that pins it. Default: this folder
 */
export function buildJudge(name: string, goPackage: string, module = folder): BuiltJudge {
  if (spawnSync("go", ["version"]).status !== 0) return { notRun: "no Go" };
  mkdirSync(target, { recursive: true });
  const program = path.join(target, name);
  const built = spawnSync("go", ["build", "-o", program, goPackage], {
    cwd: module,
    env: { ...process.env, GOFLAGS: "-mod=readonly" },
    encoding: "utf8",
  });
  if (built.status === 0) return { program };
  return { notRun: `go build ${goPackage} failed: ${built.stderr.trim().split("\n").at(-1)}` };
}
