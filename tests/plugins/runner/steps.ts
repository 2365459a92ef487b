/** How this suite runs programs, and keeps what it has installed in `.cache/plugins`. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { runTram } from "@tramline/cli";
import { root, run, sourceFlags } from "../../../tools/root.mjs";

/** Where everything that is installed, generated and compiled goes. */
export const cache = path.join(root, ".cache/plugins");

/** The contract of the calls. */
export const protoFolder = path.join(root, "tests/plugins/proto");

/** Where the clients of other languages are. */
export const peers = path.join(root, "tests/plugins/peers");

const STEP_TIMEOUT_MS = 600_000;

/** How a step is run. */
export interface StepOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program and returns what it printed.
 *
 * @throws Error with the end of what it said when it does not end with 0
 */
export async function step(
  command: string,
  args: readonly string[],
  { cwd = root, env }: StepOptions = {},
): Promise<string> {
  const { code, output, timedOut } = await run(command, args, {
    quiet: true,
    timeoutMs: STEP_TIMEOUT_MS,
    cwd,
    env: { ...process.env, ...env },
  });
  if (code === 0) return output;
  const said = output.trim().split("\n").slice(-8).join("\n");
  const words = [path.basename(command), ...args.slice(0, 3)].join(" ");
  throw new Error(`${words}: ${timedOut ? "no end" : `status ${code}`}: ${said}`);
}

/** Runs `tram generate` from its sources, in the workspace's top folder. */
export async function generate(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const tram = path.join(root, "packages/cli/src/main.ts");
  await step("node", [...sourceFlags, tram, "generate", ...args], { env });
}

/**
 * Runs `tram generate` in this process, as it is done many times.
 *
 * @throws Error with what it said when it does not end with 0
 */
export async function generateHere(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  let said = "";
  const output = {
    write: (content: string | Uint8Array) => {
      said += String(content);
      return Promise.resolve();
    },
    isTerminal: false,
    columns: undefined,
  };
  const status = await runTram(["generate", ...args], {
    stdin: { read: () => Readable.from([]), isTerminal: false },
    stdout: output,
    stderr: output,
    env: { ...process.env, ...env },
    cwd: root,
    signal: AbortSignal.timeout(STEP_TIMEOUT_MS),
    allowStopMs() {},
    onHangup: () => () => {},
  });
  if (status !== 0) throw new Error(`tram generate: status ${status}: ${said.trim()}`);
}

/** Does something unless it has been done in the folder for the same `content`. */
export async function once(
  folder: string,
  content: string,
  steps: () => Promise<void>,
): Promise<void> {
  const stamp = path.join(folder, "done");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === content) return;
  emptyFolder(folder);
  await steps();
  writeFileSync(stamp, content);
}

/** Makes a folder, or makes it anew. */
export function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}
