import { MOST_DEBT_MS } from "./turn-scheduler.ts";

/** The most that connections of one address leave to those that follow them. */
const MOST_LEFT_MS = 2000;

/** The part of an address's `Allowance` that its connections share here. */
export interface DriverShared {
  /** The time that they owed others when they ended. */
  debtMs: number;
  /** How many of them are over and held open. */
  held: number;
  /** Whether `bytes` that came behind the end of a connection are read and dropped, and the next ones, too. */
  permitsDropped(bytes: number, nowMs: number): boolean;
}

/** A connection with more to do than its share makes up for what others of its address have left. */
export function takeDebtOver(shared: DriverShared | undefined, taker: { debtMs: number }): void {
  if (shared === undefined || shared.debtMs <= 0) return;
  const taken = Math.min(shared.debtMs, MOST_DEBT_MS - taker.debtMs);
  taker.debtMs += taken;
  shared.debtMs -= taken;
}

/** A connection that ends leaves what it owes to those that follow it. */
export function leaveDebt(shared: DriverShared | undefined, leaver: { debtMs: number }): void {
  if (shared === undefined || leaver.debtMs <= 0) return;
  shared.debtMs = Math.min(shared.debtMs + leaver.debtMs, MOST_LEFT_MS);
  leaver.debtMs = 0;
}
