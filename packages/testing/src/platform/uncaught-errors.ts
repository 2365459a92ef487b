import { currentProcess } from "../simulated-process.ts";
import type { Replacement } from "./replacement.ts";

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

const UNCAUGHT = ["uncaughtExceptionMonitor", "uncaughtException", "unhandledRejection"];

const realEmit = process.emit.bind(process) as Emit;

/**
 * Node raises these events in the context of the code that failed. An error of a simulated process is the
 * failure of its host, and neither of the real process nor of the test that runs at this moment.
 */
function simulatedEmit(event: string | symbol, ...args: unknown[]): boolean {
  const owner = UNCAUGHT.includes(event as string) ? currentProcess.getStore() : undefined;
  if (owner === undefined) return realEmit(event, ...args);
  owner.fail(args[0]);
  return true;
}

const realQueueMicrotask = globalThis.queueMicrotask;

/** Before Node 24, an error out of a microtask does not say in whose context it was thrown. */
function simulatedQueueMicrotask(callback: () => void): void {
  const owner = currentProcess.getStore();
  if (owner === undefined || typeof callback !== "function") {
    realQueueMicrotask(callback);
    return;
  }
  realQueueMicrotask(() => {
    try {
      callback();
    } catch (error) {
      owner.fail(error);
    }
  });
}

/** The ways in which Node reports errors that nothing caught. */
export const errorReplacements: readonly Replacement[] = [
  { target: process, key: "emit", value: simulatedEmit },
  { target: globalThis, key: "queueMicrotask", value: simulatedQueueMicrotask },
];
