import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { promisify } from "node:util";
import { currentProcess } from "../simulated-process.ts";
import { real } from "./real.ts";
import type { Replacement } from "./replacement.ts";
import { SimulatedTimer, type TimerCallback, timerDelayMs } from "./simulated-timer.ts";

type RealSetTimeout = (callback: TimerCallback, delayMs?: number, ...args: unknown[]) => unknown;
type RealSetImmediate = (callback: TimerCallback, ...args: unknown[]) => unknown;

function simulatedSetTimeout(callback: TimerCallback, delay?: number, ...args: unknown[]): unknown {
  const process = currentProcess.getStore();
  if (process === undefined) return (real.setTimeout as RealSetTimeout)(callback, delay, ...args);
  return new SimulatedTimer(process, callback, timerDelayMs(delay), false, args);
}

function simulatedSetInterval(
  callback: TimerCallback,
  delay?: number,
  ...args: unknown[]
): unknown {
  const process = currentProcess.getStore();
  if (process === undefined) return (real.setInterval as RealSetTimeout)(callback, delay, ...args);
  return new SimulatedTimer(process, callback, timerDelayMs(delay), true, args);
}

function simulatedSetImmediate(callback: TimerCallback, ...args: unknown[]): unknown {
  const process = currentProcess.getStore();
  if (process === undefined) return (real.setImmediate as RealSetImmediate)(callback, ...args);
  return new SimulatedTimer(process, callback, 0, false, args);
}

/** Clears a timer of either world, from either world. */
function clearTimer(timer: unknown, clearReal: (timer: never) => void): void {
  if (timer instanceof SimulatedTimer) timer.close();
  else clearReal(timer as never);
}

const clearSimulatedTimeout = (timer: unknown): void => clearTimer(timer, real.clearTimeout);
const clearSimulatedInterval = (timer: unknown): void => clearTimer(timer, real.clearInterval);
const clearSimulatedImmediate = (timer: unknown): void => clearTimer(timer, real.clearImmediate);

/** The options of node:timers/promises that count here. */
interface WaitOptions {
  readonly signal?: AbortSignal | undefined;
}

function abortError(signal: AbortSignal): Error {
  return Object.assign(new Error("The operation was aborted", { cause: signal.reason }), {
    name: "AbortError",
    code: "ABORT_ERR",
  });
}

/** A promise that a simulated timer settles. */
function wait<T>(start: (callback: () => void) => unknown, value: T, options?: WaitOptions) {
  return new Promise<T>((resolve, reject) => {
    const signal = options?.signal;
    if (signal?.aborted === true) {
      reject(abortError(signal));
      return;
    }
    const onAbort = (): void => {
      clearSimulatedTimeout(timer);
      reject(abortError(signal as AbortSignal));
    };
    const timer = start(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve(value);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

const realPromises = { ...timersPromises };

function promisedTimeout<T>(delayMs?: number, value?: T, options?: WaitOptions): Promise<unknown> {
  if (currentProcess.getStore() === undefined) {
    return realPromises.setTimeout(delayMs, value, options);
  }
  return wait((callback) => simulatedSetTimeout(callback, delayMs), value, options);
}

function promisedImmediate<T>(value?: T, options?: WaitOptions): Promise<unknown> {
  if (currentProcess.getStore() === undefined) {
    return realPromises.setImmediate(value, options);
  }
  return wait((callback) => simulatedSetImmediate(callback), value, options);
}

async function* promisedInterval<T>(
  delayMs?: number,
  value?: T,
  options?: WaitOptions,
): AsyncGenerator<unknown> {
  if (currentProcess.getStore() === undefined) {
    yield* realPromises.setInterval(delayMs, value, options);
    return;
  }
  for (;;) yield await promisedTimeout(delayMs, value, options);
}

const promisedScheduler = {
  wait: (delayMs: number, options?: WaitOptions) => promisedTimeout(delayMs, undefined, options),
  yield: () => promisedImmediate(),
};

const realAbortTimeout = AbortSignal.timeout.bind(AbortSignal);

function abortTimeout(delayMs: number): AbortSignal {
  const process = currentProcess.getStore();
  if (process === undefined) return realAbortTimeout(delayMs);
  const controller = new AbortController();
  const expire = (): void =>
    controller.abort(new DOMException("The operation was aborted due to timeout", "TimeoutError"));
  new SimulatedTimer(process, expire, timerDelayMs(delayMs), false, []).unref();
  return controller.signal;
}

Object.defineProperty(simulatedSetTimeout, promisify.custom, { value: promisedTimeout });
Object.defineProperty(simulatedSetImmediate, promisify.custom, { value: promisedImmediate });

const functions = {
  setTimeout: simulatedSetTimeout,
  clearTimeout: clearSimulatedTimeout,
  setInterval: simulatedSetInterval,
  clearInterval: clearSimulatedInterval,
  setImmediate: simulatedSetImmediate,
  clearImmediate: clearSimulatedImmediate,
};

/** The timers of the platform, as globals, modules, and AbortSignal.timeout. */
export const timerReplacements: readonly Replacement[] = [
  ...Object.entries(functions).flatMap(([key, value]) => [
    { target: globalThis, key, value },
    { target: timers, key, value },
  ]),
  { target: timersPromises, key: "setTimeout", value: promisedTimeout },
  { target: timersPromises, key: "setImmediate", value: promisedImmediate },
  { target: timersPromises, key: "setInterval", value: promisedInterval },
  { target: timersPromises, key: "scheduler", value: promisedScheduler },
  { target: AbortSignal, key: "timeout", value: abortTimeout },
];
