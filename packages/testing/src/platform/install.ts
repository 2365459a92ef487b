import { syncBuiltinESMExports } from "node:module";
import { clockReplacements } from "./clocks.ts";
import { compressionReplacements } from "./compression.ts";
import { randomReplacements } from "./randomness.ts";
import { putInPlace } from "./replacement.ts";
import { routeDeadlines } from "./routed-deadlines.ts";
import { socketReplacements } from "./sockets.ts";
import { timerReplacements } from "./timers.ts";
import { errorReplacements } from "./uncaught-errors.ts";

let users = 0;
let restore: (() => void) | undefined;

/**
 * Replaces what code takes time, chance, and sockets from. Code that runs in no simulated process
 * goes on with the real ones.
 *
 * @returns the function that ends this use; with the last use everything is put back
 */
export function install(): () => void {
  users += 1;
  if (users === 1) {
    const putBack = putInPlace([
      ...timerReplacements,
      ...clockReplacements,
      ...randomReplacements,
      ...socketReplacements,
      ...compressionReplacements,
      ...errorReplacements,
    ]);
    routeDeadlines();
    syncBuiltinESMExports();
    restore = () => {
      putBack();
      syncBuiltinESMExports();
    };
  }
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    users -= 1;
    if (users === 0) restore?.();
  };
}
