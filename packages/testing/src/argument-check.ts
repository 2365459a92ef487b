// What plain JavaScript may pass where TypeScript would not have compiled.

import { didYouMean, given } from "@tramline/protobuf/internal";
import { SimulationError } from "./simulation-error.ts";

/**
 * Checks that options are an object, with no name that is not an option: a typo must not mean the default.
 *
 * @param what the name of the options in errors, and `where` what precedes the name of one
 * @throws SimulationError naming the option that may be meant
 */
export function checkOptions<T extends object>(
  what: string,
  where: string,
  options: T,
  names: Readonly<Record<keyof Required<T>, true>>,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalid(what, "an object", options);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(names, name)) continue;
    throw new SimulationError(
      `unknown option ${where}${name}${didYouMean(name, Object.keys(names))}`,
    );
  }
}

/** @throws SimulationError unless the option is left out or an integer in this range */
export function checkInteger(option: string, value: unknown, min: number): void {
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= min)) return;
  throw invalid(`option ${option}`, `an integer of at least ${min}`, value);
}

/** @throws SimulationError unless the option is left out or a finite number */
export function checkFinite(option: string, value: unknown): void {
  if (value === undefined || Number.isFinite(value)) return;
  throw invalid(`option ${option}`, "a finite number", value);
}

/** @throws SimulationError unless the value is a function */
export function checkFunction(what: string, value: unknown): void {
  if (typeof value !== "function") throw invalid(what, "a function", value);
}

/** Returns the error for a value of the wrong kind. */
export function invalid(what: string, expected: string, value: unknown): SimulationError {
  return new SimulationError(`invalid ${what}: expected ${expected}, got ${given(value)}`);
}
