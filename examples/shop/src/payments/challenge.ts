import { randomInt } from "node:crypto";

/** A question that only a buyer with a calculator can solve. */
export interface Challenge {
  readonly text: string;
  readonly code: string;
}

export function createChallenge(): Challenge {
  const a = randomInt(10, 100);
  const b = randomInt(10, 100);
  return { text: `What is ${a} + ${b}?`, code: String(a + b) };
}
