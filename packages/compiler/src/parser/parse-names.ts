import type { Identifier, IntegerLiteral, StringLiteral, TypeName } from "../ast/nodes.ts";
import { smallIntegerValue, stringText } from "../lexer/literals.ts";
import { IDENTIFIER, INTEGER, STRING } from "../lexer/tokens.ts";
import type { Cursor } from "./cursor.ts";

const DOT = 0x2e;
const MINUS = 0x2d;
const MAX_INT32 = 0x7fffffff;

/** Reads a single name; `what` says which for the message. */
export function parseIdentifier(cursor: Cursor, what: string, after = ""): Identifier | undefined {
  const { at } = cursor;
  if (cursor.kind() !== IDENTIFIER) {
    cursor.expected(what, after);
    return undefined;
  }
  cursor.at += 1;
  return { first: at, last: at, name: cursor.tokens.text(at) };
}

/** Reads a name with dots, perhaps with a leading one. */
export function parseTypeName(cursor: Cursor, what: string, after = ""): TypeName | undefined {
  const first = cursor.at;
  const absolute = cursor.take(DOT);
  if (cursor.kind() !== IDENTIFIER) {
    cursor.expected(what, after);
    return undefined;
  }
  let name = (absolute ? "." : "") + cursor.text();
  cursor.at += 1;
  while (cursor.take(DOT)) {
    if (cursor.kind() !== IDENTIFIER) {
      cursor.expected("a name", `after "${name}."`);
      return undefined;
    }
    name += `.${cursor.text()}`;
    cursor.at += 1;
  }
  return { first, last: cursor.at - 1, name };
}

/** Reads adjacent strings as one. */
export function parseString(cursor: Cursor, what: string, after = ""): StringLiteral | undefined {
  const first = cursor.at;
  if (cursor.kind() !== STRING) {
    cursor.expected(what, after);
    return undefined;
  }
  let value = "";
  while (cursor.kind() === STRING) {
    value += stringText(cursor.text());
    cursor.at += 1;
  }
  return { first, last: cursor.at - 1, value };
}

/** Reads an integer from 0 to 2^31 - 1. One out of range is reported and taken as 0. */
export function parseInteger(cursor: Cursor, what: string, after = ""): IntegerLiteral | undefined {
  const first = cursor.at;
  if (cursor.kind() !== INTEGER) {
    cursor.expected(what, after);
    return undefined;
  }
  const value = integerUpTo(cursor, MAX_INT32);
  return { first, last: first, value: value ?? 0, valid: value !== undefined };
}

/** Reads an integer from -2^31 to 2^31 - 1. One out of range is reported and taken as 0. */
export function parseSignedInteger(
  cursor: Cursor,
  what: string,
  after = "",
): IntegerLiteral | undefined {
  const first = cursor.at;
  const negative = cursor.take(MINUS);
  if (cursor.kind() !== INTEGER) {
    cursor.expected(what, after);
    return undefined;
  }
  const value = integerUpTo(cursor, negative ? MAX_INT32 + 1 : MAX_INT32);
  const signed = negative && value !== undefined && value !== 0 ? -value : value;
  return { first, last: cursor.at - 1, value: signed ?? 0, valid: value !== undefined };
}

function integerUpTo(cursor: Cursor, maximum: number): number | undefined {
  const text = cursor.text();
  const value = smallIntegerValue(text);
  if (value === undefined || value > maximum) {
    if (value !== undefined) {
      cursor.error("PARSE_INTEGER_RANGE", `The integer ${text} is out of range.`, {
        notes: [`The largest allowed here is ${maximum}.`],
      });
    }
    cursor.at += 1;
    return undefined;
  }
  cursor.at += 1;
  return value;
}
