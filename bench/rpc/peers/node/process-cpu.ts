import { readFileSync } from "node:fs";

/** Linux counts process times in hundredths of a second, whatever the kernel's own tick. */
const MICROS_PER_TICK = 10_000;

/** User and system time of a whole process so far, its ended threads included. In microseconds. */
export function processCpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MICROS_PER_TICK;
}
