import { randomInt } from "node:crypto";

/** Something that only a buyer in full possession of a calculator can answer. */
export interface Challenge {
  readonly text: string;
  readonly code: string;
}

export function createChallenge(): Challenge {
  const a = randomInt(10, 100);
  const b = randomInt(10, 100);
  return { text: `What is ${a} + ${b}?`, code: String(a + b) };
}
