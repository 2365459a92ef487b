// Options as plain JavaScript may pass them: a typo or a value of the wrong kind must not mean the default.

import { didYouMean, given } from "@tramline/protobuf/internal";

/**
 * Checks that options are an object without unknown names. A name whose value is undefined passes.
 *
 * @param of the name of the function that takes them
 * @throws TypeError naming the option that may be meant
 */
export function checkNames<T extends object>(
  of: string,
  options: T,
  names: Readonly<Record<keyof T, true>>,
): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`invalid options of ${of}: expected an object, got ${given(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(names, name)) continue;
    throw new TypeError(`unknown option ${name} of ${of}${didYouMean(name, Object.keys(names))}`);
  }
}

/** @throws TypeError unless the option is left out or valid */
export function checkValue(
  option: string,
  value: unknown,
  isValid: (value: unknown) => boolean,
  expected: string,
): void {
  if (value === undefined || isValid(value)) return;
  throw new TypeError(`invalid ${option}: expected ${expected}, got ${given(value)}`);
}

/** Whether a value is a function. */
export function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

/** Whether a value is an object whose members of these names are functions. */
export function hasFunctions(value: unknown, ...names: readonly string[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => isFunction((value as Readonly<Record<string, unknown>>)[name]));
}
