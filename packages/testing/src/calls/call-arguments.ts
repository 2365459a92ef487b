// What plain JavaScript may pass where TypeScript would not have compiled.

import type { ServiceType } from "@tramline/protobuf";
import { didYouMean, given } from "@tramline/protobuf/internal";

/**
 * Checks that options are an object, with no name that is not an option: a typo must not mean the default.
 *
 * @throws TypeError that names the option that may be meant
 */
export function checkOptions(what: string, options: object, names: readonly string[]): void {
  checkObject(`options of ${what}`, options);
  for (const name of Object.keys(options)) {
    if (names.includes(name)) continue;
    throw new TypeError(`unknown option ${name} of ${what}${didYouMean(name, names)}`);
  }
}

/**
 * Checks the functions of a service's methods, as a server does: an object literal has no functions but
 * these, and nothing else is under the name of a method.
 *
 * @throws TypeError that names the method
 */
export function checkFunctions({ typeName, methods }: ServiceType, functions: object): void {
  checkObject(`functions for ${typeName}`, functions);
  for (const name of Object.keys(methods)) {
    const value = (functions as Readonly<Record<string, unknown>>)[name];
    if (typeof value === "function" || (value === undefined && !Object.hasOwn(functions, name)))
      continue;
    const fix = value === undefined ? "; leave it out for UNIMPLEMENTED" : "";
    throw new TypeError(
      `invalid functions for ${typeName}: expected a function as ${name}, got ${given(value)}${fix}`,
    );
  }
  // An object of a class may have helpers.
  if (Object.getPrototypeOf(functions) !== Object.prototype) return;
  for (const [name, value] of Object.entries(functions)) {
    if (typeof value !== "function" || Object.hasOwn(methods, name)) continue;
    throw new TypeError(
      `${typeName} has no method ${name}${didYouMean(name, Object.keys(methods))}`,
    );
  }
}

function checkObject(what: string, value: unknown): void {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`invalid ${what}: expected an object, got ${given(value)}`);
}
