import { checkOptions } from "../argument-check.ts";
import { SimulationError } from "../simulation-error.ts";

/** How a link between two hosts carries bytes, in one direction. */
export interface LinkConditions {
  /** Milliseconds from one end to the other. Default 1. */
  readonly latencyMs: number;
  /** Each piece takes up to so many milliseconds more, by chance. Default 0. */
  readonly jitterMs: number;
  /** Bytes that pass in a second, of all connections together. Default Infinity. */
  readonly bytesPerSecond: number;
  /** The chance, from 0 to 1, that what is written arrives in pieces, cut anywhere. Default 0. */
  readonly fragmentation: number;
}

export const defaultConditions: LinkConditions = {
  latencyMs: 1,
  jitterMs: 0,
  bytesPerSecond: Infinity,
  fragmentation: 0,
};

/** The conditions within one host. */
export const loopbackConditions: LinkConditions = {
  latencyMs: 0.05,
  jitterMs: 0,
  bytesPerSecond: Infinity,
  fragmentation: 0,
};

const CONDITIONS = {
  latencyMs: true,
  jitterMs: true,
  bytesPerSecond: true,
  fragmentation: true,
} as const;

/**
 * Lays changes over conditions.
 *
 * @throws SimulationError for an unknown condition or a value out of range
 */
export function changedConditions(
  before: LinkConditions,
  changes: Partial<LinkConditions>,
): LinkConditions {
  checkOptions("network conditions", "network.", changes, CONDITIONS);
  const next = { ...before, ...changes };
  check("latencyMs", next.latencyMs, 0, Infinity);
  check("jitterMs", next.jitterMs, 0, Infinity);
  check("bytesPerSecond", next.bytesPerSecond, 1, Infinity);
  check("fragmentation", next.fragmentation, 0, 1);
  return next;
}

function check(name: string, value: number, min: number, max: number): void {
  if (
    typeof value === "number" &&
    value >= min &&
    value <= max &&
    !(name.endsWith("Ms") && value === Infinity)
  )
    return;
  throw new SimulationError(
    `invalid ${name}: expected a number from ${min} to ${max}, got ${String(value)}`,
  );
}
