import { type ChildProcess, spawn } from "node:child_process";
import { endGroup, endWithUs, root } from "../../../tools/root.mjs";

/** How to start a program. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Most of a program's output that is kept, in characters. */
const outputLimit = 16 * 1024;
const startTimeoutMs = 60_000;
const stopTimeoutMs = 5000;

interface Started {
  readonly child: ChildProcess;
  /** What it has printed so far, its end. */
  output(): string;
  readonly ended: Promise<number>;
}

function start({ program, args, env }: Command, onOutput?: (text: string) => void): Started {
  const child = spawn(program, [...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  endWithUs(child);
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-outputLimit);
    onOutput?.(output);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const ended = new Promise<number>((resolve) => {
    child.on("error", (error) => {
      output += error.message;
      resolve(1);
    });
    child.on("close", (code) => resolve(code ?? 1));
  });
  return { child, output: () => output, ended };
}

/** A server that listens. */
export interface RunningServer {
  readonly port: number;
  output(): string;
  /** Sends it a signal. */
  signal(name: NodeJS.Signals): void;
  /** Resolves with its status when it has ended; 1 for one that a signal has ended. */
  readonly ended: Promise<number>;
  /** Ends it by SIGTERM; resolves with false when it had to be killed. */
  stop(): Promise<boolean>;
}

/**
 * Starts a server and waits until it says where it listens.
 *
 * @param listening finds the port in its output; without a group, `port` it is
 * @param port the port that it was told to take, where it cannot say which one it took
 * @throws Error when it ends before, or takes too long
 */
export async function startServer(
  command: Command,
  listening: RegExp,
  port?: number,
): Promise<RunningServer> {
  let found: (port: number) => void;
  const ready = new Promise<number>((resolve) => {
    found = resolve;
  });
  const started = start(command, (output) => {
    const match = listening.exec(output);
    if (match !== null) found(Number(match[1] ?? port));
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), startTimeoutMs);
  });
  const taken = await Promise.race([ready, late, started.ended.then(() => undefined)]);
  clearTimeout(timer);
  if (taken === undefined) {
    endGroup(started.child.pid);
    throw new Error(`the server did not start: ${lastLines(started.output())}`);
  }
  return {
    port: taken,
    output: () => started.output(),
    signal: (name) => started.child.kill(name),
    ended: started.ended,
    async stop() {
      let wasKilled = false;
      started.child.kill("SIGTERM");
      const kill = setTimeout(() => {
        wasKilled = true;
        endGroup(started.child.pid);
      }, stopTimeoutMs);
      await started.ended;
      clearTimeout(kill);
      return !wasKilled;
    },
  };
}

/** Runs a program to its end; undefined when it ended with 0, else what it said. */
export async function runToEnd(command: Command, timeoutMs: number): Promise<string | undefined> {
  const started = start(command);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    endGroup(started.child.pid);
  }, timeoutMs);
  const code = await started.ended;
  clearTimeout(timer);
  if (timedOut) return `no end within ${timeoutMs / 1000} s: ${lastLines(started.output())}`;
  return code === 0 ? undefined : `status ${code}: ${lastLines(started.output())}`;
}

/** The end of an output, without stack frames, for a message. */
export function lastLines(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^\s+at /.test(line));
  return lines.slice(-12).join("\n");
}
