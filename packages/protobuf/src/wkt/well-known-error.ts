/** Codes of {@link WellKnownError}. */
export type WellKnownErrorCode =
  /** A Date that is invalid, or before the year 1 or after 9999; a Timestamp that no Date can hold. */
  | "WKT_TIMESTAMP_RANGE"
  /** Milliseconds that are NaN, or more than 10,000 years. */
  | "WKT_DURATION_RANGE"
  /** A value that JSON does not have, such as undefined, a bigint, NaN or a Date. */
  | "WKT_STRUCT_VALUE"
  /** More than 48 levels made, or more than 100 read, as a cycle has. */
  | "WKT_STRUCT_DEPTH"
  /** A path of a field mask with a name that is not a field in its place. */
  | "WKT_FIELD_MASK_UNKNOWN"
  /** A path of a field mask that continues after a field that is not a singular message. */
  | "WKT_FIELD_MASK_THROUGH"
  /** A path of a field mask with more than 100 names. */
  | "WKT_FIELD_MASK_DEPTH";

/** A value that has no form as a well-known type, or a field mask that does not fit a message. */
export class WellKnownError extends RangeError {
  /** Always `"WellKnownError"`. */
  override readonly name = "WellKnownError";
  /** Identifies the mistake; stable across versions, unlike the message. */
  readonly code: WellKnownErrorCode;

  constructor(code: WellKnownErrorCode, what: string) {
    super(what);
    this.code = code;
  }
}
