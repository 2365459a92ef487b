/** Codes of {@link JsonError}, one for each check. */
export type JsonErrorCode =
  /** Text that is not JSON. */
  | "JSON_SYNTAX"
  /** A JSON value of another kind than the field takes. */
  | "JSON_TYPE"
  /** A number outside of its field's type, or with a fraction in an integer field. */
  | "JSON_NUMBER_RANGE"
  | "JSON_BASE64"
  /** A string with half of a surrogate pair, which UTF-8 cannot hold. */
  | "JSON_SURROGATE"
  | "JSON_ENUM_VALUE"
  | "JSON_FIELD_UNKNOWN"
  /** One field under both of its names. */
  | "JSON_FIELD_TWICE"
  /** One name twice in an object of JSON text. */
  | "JSON_NAME_TWICE"
  /** Two fields of one oneof. */
  | "JSON_ONEOF_TWICE"
  /** One map key in two spellings. */
  | "JSON_MAP_KEY"
  | "JSON_NULL"
  | "JSON_TIMESTAMP"
  | "JSON_DURATION"
  | "JSON_FIELD_MASK"
  /** A google.protobuf.Value that holds nothing, or a number that JSON lacks. */
  | "JSON_VALUE"
  /** An Any whose type is not given, or is not in the registry. */
  | "JSON_ANY"
  /** Nested deeper than maxJsonDepth. */
  | "JSON_DEPTH";

/** A JSON value that does not fit the message type, or a message that has no JSON form. */
export class JsonError extends Error {
  /** Always `"JsonError"`. */
  override readonly name = "JsonError";
  /** Identifies the mistake; stable across versions, unlike the message. */
  readonly code: JsonErrorCode;
  /** Where, in JSON names: `items[2].price`; empty for the whole. */
  readonly path: string;

  constructor(code: JsonErrorCode, path: string, what: string, options?: ErrorOptions) {
    super(path === "" ? what : `${path}: ${what}`, options);
    this.code = code;
    this.path = path;
  }
}

/** Makes errors about the value at hand. */
export interface JsonErrors {
  /** Makes an error with the place in the JSON where the run is. */
  error(code: JsonErrorCode, what: string): JsonError;
}
