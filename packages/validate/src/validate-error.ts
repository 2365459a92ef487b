// The errors of this package that are not violations.

/** The codes of a ValidateError. */
export type ValidateErrorCode =
  /** The rules of a contract are invalid: a mistake in the contract, not in a message. */
  | "VALIDATE_RULE_INVALID"
  /** A CEL expression failed for a message: a type that was dynamic, a division by zero, bytes that are not UTF-8. */
  | "VALIDATE_RULE_FAILED";

/** A rule that cannot be applied. Violations of rules are not errors: `validate` returns them. */
export class ValidateError extends Error {
  /** `ValidateError`. */
  override readonly name = "ValidateError";
  /** The stable code. */
  readonly code: ValidateErrorCode;

  /**
   * @param code what went wrong
   * @param place the full name of the message or field that has the rule
   * @param what the problem, and the fix
   */
  constructor(code: ValidateErrorCode, place: string, what: string, options?: ErrorOptions) {
    super(`${code}: ${place}: ${what}`, options);
    this.code = code;
  }
}

/** The error of a rule that is invalid in its contract. */
export function invalidRule(place: string, what: string, cause?: unknown): ValidateError {
  return new ValidateError(
    "VALIDATE_RULE_INVALID",
    place,
    what,
    cause === undefined ? undefined : { cause },
  );
}
