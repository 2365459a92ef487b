import { EncodeError } from "../wire/wire-error.ts";

/** For generated code: the error for a required field that was left out. */
export function missingRequired(typeName: string, fieldName: string): EncodeError {
  return new EncodeError(
    "PB_ENCODE_REQUIRED_MISSING",
    `missing required field ${fieldName} of ${typeName}`,
  );
}
