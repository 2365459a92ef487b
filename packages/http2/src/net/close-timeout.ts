import type { DriverShared } from "./driver-shared.ts";

/** How long a closing socket may take to write its last bytes and to hear the peer's end. */
const CLOSE_TIMEOUT_MS = 2000;

/** The same for a peer that was cut off, of which nothing is read any more. */
const CUT_TIMEOUT_MS = 100;

/** How long a peer that exceeded a limit waits for the end of its connection, and how many of one address do. */
const HOLD_MS = 1000;
const MOST_HELD = 64;

/** Holds a connection open for a peer that exceeded a limit. Returns false where its address has too many. */
export function hold(shared: DriverShared | undefined): boolean {
  if (shared === undefined || shared.held >= MOST_HELD) return false;
  shared.held += 1;
  return true;
}

/** Returns how long a closing socket may stay open, in milliseconds. */
export function closeTimeoutMs(isCut: boolean, isHeld: boolean): number {
  if (!isCut) return CLOSE_TIMEOUT_MS;
  return isHeld ? HOLD_MS : CUT_TIMEOUT_MS;
}
