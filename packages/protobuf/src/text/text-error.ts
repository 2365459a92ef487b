/** Codes of {@link TextError}, one for each check. */
export type TextErrorCode =
  /** An unexpected token. */
  | "TEXT_SYNTAX"
  /** A character that nothing in the language begins with. */
  | "TEXT_CHARACTER"
  /** Digits that make no number, or run into a name. */
  | "TEXT_NUMBER"
  /** A string that does not end on its line. */
  | "TEXT_STRING_OPEN"
  /** A backslash with text that is not an escape, or does not stand for a character or byte. */
  | "TEXT_ESCAPE"
  /** A string that is not UTF-8. */
  | "TEXT_UTF8"
  /** Brackets around what is neither the name of an extension nor the URL of a type. */
  | "TEXT_NAME"
  /** A value of another kind than the field takes. */
  | "TEXT_TYPE"
  /** A number outside of its field's type. */
  | "TEXT_NUMBER_RANGE"
  | "TEXT_ENUM_VALUE"
  | "TEXT_FIELD_UNKNOWN"
  /** An extension that is not in the registry, or extends another message. */
  | "TEXT_EXTENSION_UNKNOWN"
  /** A field given twice that is not repeated. */
  | "TEXT_FIELD_TWICE"
  /** Two fields of one oneof. */
  | "TEXT_ONEOF_TWICE"
  /** A list where the field holds one value. */
  | "TEXT_NOT_REPEATED"
  | "TEXT_REQUIRED_MISSING"
  /** An Any whose type is not in the registry, or that has content twice. */
  | "TEXT_ANY"
  /** Nested deeper than MAX_DECODE_DEPTH. */
  | "TEXT_DEPTH";

/** A place in a text, both counted from 1. */
export interface TextPosition {
  /** The line. */
  readonly line: number;
  /** In UTF-16 units, as strings count. */
  readonly column: number;
}

/** A text that does not fit the message type, or a message that cannot be printed. */
export class TextError extends Error {
  /** Always `"TextError"`. */
  override readonly name = "TextError";
  /** Identifies the mistake; stable across versions, unlike the message. */
  readonly code: TextErrorCode;
  /** Line in the text, from 1; undefined when a message could not be printed. */
  readonly line: number | undefined;
  /** Column in the line, from 1, in UTF-16 units; undefined when a message could not be printed. */
  readonly column: number | undefined;
  /** Where in the message that could not be printed: `items[2].price`; else empty. */
  readonly path: string;

  constructor(
    code: TextErrorCode,
    where: TextPosition | string,
    what: string,
    options?: ErrorOptions,
  ) {
    const isPath = typeof where === "string";
    const prefix = isPath ? where : `${where.line}:${where.column}`;
    super(prefix === "" ? what : `${prefix}: ${what}`, options);
    this.code = code;
    this.line = isPath ? undefined : where.line;
    this.column = isPath ? undefined : where.column;
    this.path = isPath ? where : "";
  }
}
