import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** One run of a program. */
export interface Run {
  readonly seconds: number;
  /** User and system time, in steps of 10 ms; 0 where there is no /proc. */
  readonly cpuSeconds: number;
  /** The most memory that it had at one time; 0 where there is no /proc. */
  readonly peakMemoryBytes: number;
}

const POLL_MS = 20;
/** Linux counts CPU time in hundredths of a second for everybody. */
const TICKS_PER_SECOND = 100;

/** Runs a program to its end. Rejects when that is not a good one. */
export async function measureRun(command: string, args: readonly string[]): Promise<Run> {
  const started = process.hrtime.bigint();
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  let peakMemoryBytes = 0;
  let cpuSeconds = 0;
  const poll = setInterval(() => {
    const usage = usageOf(child.pid);
    if (usage === undefined) return;
    peakMemoryBytes = Math.max(peakMemoryBytes, usage.peakMemoryBytes);
    cpuSeconds = usage.cpuSeconds;
  }, POLL_MS);
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    if (code !== 0)
      throw new Error(`${command} ended with status ${code}:\n${errors.slice(0, 4000)}`);
    return { seconds, cpuSeconds, peakMemoryBytes };
  } finally {
    clearInterval(poll);
  }
}

function usageOf(pid: number | undefined): Omit<Run, "seconds"> | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    // The program's name, in parentheses, may contain anything; utime and stime are fields 14 and 15.
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (kilobytes === undefined) return undefined;
    return {
      peakMemoryBytes: Number(kilobytes) * 1024,
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    };
  } catch {
    // Not there yet, over already, or no Linux.
    return undefined;
  }
}
