import { mismatchError } from "../wire/empty-message.ts";
import { EncodeError } from "../wire/wire-error.ts";

/** The error for a oneof whose case is not one of its fields, which only a cast lets through. */
export function noSuchCase(given: { readonly case?: unknown }): EncodeError {
  return given.case === undefined
    ? mismatchError(given, "missing case of the oneof: expected { case, value }")
    : new EncodeError("PB_ENCODE_TYPE", `unknown case ${JSON.stringify(given.case)} of the oneof`);
}
