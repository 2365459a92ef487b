import { readFileSync } from "node:fs";
import { median } from "../../harness/statistics.ts";
import { processCpuMicros } from "../peers/node/process-cpu.ts";

/** Above this share of one core taken by others, figures are not worth quoting. */
const TOLERATED = 0.1;

/** Watches how much CPU processes outside of the measured pair and the harness take. */
export class ForeignLoad {
  private readonly shares: number[] = [];

  /** Runs something between processes of these ids and notes what all others took meanwhile. */
  async during<T>(pids: readonly number[], run: () => Promise<T>): Promise<T> {
    const counted = [...new Set(pids), process.pid];
    const own = () => counted.reduce((sum, pid) => sum + processCpuMicros(pid), 0);
    const begin = performance.now();
    const before = machineBusyMicros() - own();
    const result = await run();
    const taken = machineBusyMicros() - own() - before;
    this.shares.push(Math.max(0, taken) / ((performance.now() - begin) * 1_000));
    return result;
  }

  /** A warning when others took more than a tenth of a core in the median window. */
  warning(): string | undefined {
    if (this.shares.length === 0) return undefined;
    const share = median(this.shares);
    if (share < TOLERATED) return undefined;
    const cores = share.toFixed(2);
    return `Other processes took ${cores} cores while this was measured: not to be quoted.`;
  }
}

/** Time that all processors together have spent on anything but idling. */
function machineBusyMicros(): number {
  const line = /^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "latin1"))?.[1] ?? "";
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = line.split(" ").map(Number);
  return (user + nice + system + irq + softirq) * 10_000;
}
