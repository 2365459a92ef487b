import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, run } from "../../../tools/root.mjs";

/** Where everything that is installed and built goes. */
export const cache = path.join(root, ".cache/interop");
/** This suite's folder. */
export const interop = path.join(root, "tests/interop");

/** Programs and files of the foreign sides, or why there are none. */
export type Prepared<T> = { readonly ready: T; readonly notRun?: undefined } | NotRun;

interface NotRun {
  readonly notRun: string;
}

/** How a step is run. */
interface StepOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program; rejects with the end of what it said when it does not end with 0. */
export async function step(
  command: string,
  args: readonly string[],
  { cwd = root, env }: StepOptions = {},
): Promise<void> {
  const { code, output } = await run(command, args, {
    quiet: true,
    timeoutMs: 600_000,
    cwd,
    env: { ...process.env, ...env },
  });
  if (code === 0) return;
  const reason = output.trim().split("\n").slice(-3).join(" ");
  throw new Error(`${path.basename(command)} ${args[0]} failed: ${reason}`);
}

/** Runs steps unless they have been done for the same `content`; a failure becomes a NotRun. */
export async function once<T>(
  folder: string,
  content: string,
  ready: T,
  steps: () => Promise<void>,
): Promise<Prepared<T>> {
  const stamp = path.join(folder, "done");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === content) return { ready };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    await steps();
  } catch (error) {
    return { notRun: error instanceof Error ? error.message : String(error) };
  }
  writeFileSync(stamp, content);
  return { ready };
}
