import { currentProcess } from "../simulated-process.ts";
import { real } from "./real.ts";
import type { Replacement } from "./replacement.ts";

const RealDate = real.Date;

function simulatedNow(): number {
  const process = currentProcess.getStore();
  return process === undefined ? RealDate.now() : Math.floor(process.wallClockMs());
}

/** Date, of which only what reads the clock differs. */
const simulatedDate = new Proxy(RealDate, {
  construct(target, args, newTarget) {
    const isNow = args.length === 0 && currentProcess.getStore() !== undefined;
    return Reflect.construct(target, isNow ? [simulatedNow()] : args, newTarget) as object;
  },
  apply() {
    return new RealDate(simulatedNow()).toString();
  },
  get(target, key, receiver) {
    return key === "now" ? simulatedNow : (Reflect.get(target, key, receiver) as unknown);
  },
});

function simulatedPerformanceNow(): number {
  return currentProcess.getStore()?.scheduler.nowMs ?? real.nowMs();
}

const realHrtime = process.hrtime.bind(process);
const realHrtimeBigint = process.hrtime.bigint.bind(process.hrtime);

function simulatedHrtime(before?: [number, number]): [number, number] {
  const current = currentProcess.getStore();
  if (current === undefined) return realHrtime(before);
  const nanoseconds = Math.round(current.scheduler.nowMs * 1e6);
  let seconds = Math.floor(nanoseconds / 1e9) - (before?.[0] ?? 0);
  let rest = (nanoseconds % 1e9) - (before?.[1] ?? 0);
  if (rest < 0) {
    seconds -= 1;
    rest += 1e9;
  }
  return [seconds, rest];
}

function simulatedHrtimeBigint(): bigint {
  const current = currentProcess.getStore();
  if (current === undefined) return realHrtimeBigint();
  return BigInt(Math.round(current.scheduler.nowMs * 1e6));
}

/** The clocks of the platform: Date, performance.now, process.hrtime. */
export const clockReplacements: readonly Replacement[] = [
  { target: globalThis, key: "Date", value: simulatedDate },
  { target: RealDate.prototype, key: "constructor", value: simulatedDate },
  { target: performance, key: "now", value: simulatedPerformanceNow },
  {
    target: process,
    key: "hrtime",
    value: Object.assign(simulatedHrtime, { bigint: simulatedHrtimeBigint }),
  },
];
