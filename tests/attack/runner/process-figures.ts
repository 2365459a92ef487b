/** What Linux says about a process, out of /proc. */
import { readFileSync, writeFileSync } from "node:fs";

const ticksPerSecond = 100;

function statusKiB(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? 0);
}

/** Returns the resident memory of a process, in bytes, and lets its peak begin here. */
export function beginPeak(pid: number): number {
  const bytes = statusKiB(pid, "VmRSS") * 1024;
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
  return bytes;
}

/** Returns the most resident memory since `beginPeak`, in bytes; 0 when the process has ended. */
export function peak(pid: number): number {
  try {
    return statusKiB(pid, "VmHWM") * 1024;
  } catch {
    return 0;
  }
}

/** Returns the CPU time of all threads of a process, in seconds; 0 when it has ended. */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return 0;
  }
}

/** Returns the CPU time that all processes of the machine have used since it started, in seconds. */
export function machineCpuSeconds(): number {
  const [, user, nice, system] = readFileSync("/proc/stat", "latin1").split(/\s+/);
  return (Number(user) + Number(nice) + Number(system)) / ticksPerSecond;
}
