/** The command `tram`, out of this tree's sources. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { endWithUs, root, sourceFlags } from "../../tools/root.mjs";

/** Arguments of Node that run `tram`. */
export const tramProgram: readonly string[] = [
  ...sourceFlags,
  path.join(root, "packages/cli/src/main.ts"),
];

/** A running `tram explore`. */
export interface RunningExplorer {
  /** The address that it has printed. */
  readonly url: string;
  /** Ends it by Ctrl-C, and returns its exit status. */
  end(): Promise<number | null>;
}

/** Starts `tram explore` on any free port. */
export async function startTramExplore(args: readonly string[]): Promise<RunningExplorer> {
  const child: ChildProcess = spawn(
    process.execPath,
    [...tramProgram, "explore", ...args, "--port", "0"],
    { stdio: ["ignore", "pipe", "inherit"], cwd: root },
  );
  endWithUs(child);
  if (child.stdout === null) throw new Error("tram explore has no output");
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(line)?.[0];
    if (url === undefined) continue;
    return {
      url,
      async end() {
        const exit = once(child, "exit");
        child.kill("SIGINT");
        const [status] = (await exit) as [number | null];
        return status;
      },
    };
  }
  throw new Error(`tram explore has printed no address: ${lines.join("\n")}`);
}
