// Oneofs without a known case. Encoders come here when the case of a oneof is not one of its fields: when none is set,
// and when the value is not what TypeScript would take.

import type { OneofDescriptor } from "../descriptor/descriptor.ts";
import { mismatchError } from "../wire/empty-message.ts";
import { kindOf } from "../wire/value-kind.ts";
import type { EncodeError } from "../wire/wire-error.ts";

/**
 * For generated code: checks a oneof whose case is not one of its fields.
 *
 * @throws EncodeError PB_ENCODE_TYPE unless it is undefined, or an object whose case and value are undefined
 */
export function checkNoCase(given: unknown): void {
  if (given === undefined || isUnset(given)) return;
  throw mismatchError(given, invalidCase(given));
}

function caseOf(given: unknown): unknown {
  return typeof given === "object" && given !== null && "case" in given ? given.case : undefined;
}

/** Whether nothing is chosen, as in `{ case: undefined }`. An object without the property may be the field itself. */
export function isUnset(given: unknown): boolean {
  return (
    typeof given === "object" &&
    given !== null &&
    "case" in given &&
    given.case === undefined &&
    (given as { readonly value?: unknown }).value === undefined
  );
}

/** Whether a oneof is absent, unset, or has one of its fields. */
export function isKnownCase(oneof: OneofDescriptor, given: unknown): boolean {
  if (given === undefined || isUnset(given)) return true;
  return oneof.fields.some(({ localName }) => localName === caseOf(given));
}

/** Returns the error text for a oneof that is neither unset nor has one of its fields. */
export function invalidCase(given: unknown): string {
  const chosen = caseOf(given);
  return chosen === undefined
    ? `missing case of the oneof: expected { case, value }, got ${kindOf(given)}`
    : `unknown case ${JSON.stringify(chosen)} of the oneof`;
}

/** For code that an older version has generated: the error for a oneof whose case is not one of its fields. */
export function noSuchCase(given: unknown): EncodeError {
  return mismatchError(given, invalidCase(given));
}
