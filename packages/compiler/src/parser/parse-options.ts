import type { CompactOptions, OptionNamePart, OptionNode, OptionValue } from "../ast/nodes.ts";
import { type Cursor, OPEN_BRACE } from "./cursor.ts";
import { parseIdentifier, parseTypeName } from "./parse-names.ts";
import { parseAggregate, parseScalar } from "./parse-values.ts";

const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_PAREN = 0x28;
const CLOSE_PAREN = 0x29;
const COMMA = 0x2c;
const DOT = 0x2e;
const EQUALS = 0x3d;

/** Reads `option name = value;`, the cursor being on `option`. */
export function parseOptionStatement(cursor: Cursor): OptionNode | undefined {
  const first = cursor.at;
  cursor.at += 1;
  const option = parseAssignment(cursor, first);
  if (option === undefined) return undefined;
  if (!cursor.expectEnd("after the option")) return undefined;
  return { ...option, last: cursor.at - 1 };
}

/** Reads `[name = value, …]` if there is one; null if it is there and broken. */
export function parseCompactOptions(cursor: Cursor): CompactOptions | undefined | null {
  const first = cursor.at;
  if (!cursor.take(OPEN_BRACKET)) return undefined;
  let options: OptionNode[] | undefined;
  do {
    const option = parseAssignment(cursor, cursor.at);
    if (option === undefined) return null;
    // Most have one, and a list that grows from nothing takes room for many.
    if (options === undefined) options = [option];
    else options.push(option);
  } while (cursor.take(COMMA));
  if (cursor.kind() !== CLOSE_BRACKET) {
    cursor.expected(`"," or "]"`, "after the option");
    return null;
  }
  cursor.at += 1;
  return { first, last: cursor.at - 1, options };
}

function parseAssignment(cursor: Cursor, first: number): OptionNode | undefined {
  let name: OptionNamePart[] | undefined;
  do {
    const part = parseNamePart(cursor);
    if (part === undefined) return undefined;
    if (name === undefined) name = [part];
    else name.push(part);
  } while (cursor.take(DOT));
  if (!cursor.expect(EQUALS, "after the option's name")) return undefined;
  const value = parseValue(cursor);
  if (value === undefined) return undefined;
  return { kind: "option", first, last: cursor.at - 1, name, value };
}

function parseNamePart(cursor: Cursor): OptionNamePart | undefined {
  const first = cursor.at;
  if (!cursor.take(OPEN_PAREN)) {
    const identifier = parseIdentifier(cursor, "an option's name");
    if (identifier === undefined) return undefined;
    return { first, last: first, name: identifier.name, isExtension: false };
  }
  const type = parseTypeName(cursor, "the name of an extension", `after "("`);
  if (type === undefined) return undefined;
  if (!cursor.expect(CLOSE_PAREN, "after the extension's name")) return undefined;
  return { first, last: cursor.at - 1, name: type.name, isExtension: true };
}

function parseValue(cursor: Cursor): OptionValue | undefined {
  if (cursor.kind() !== OPEN_BRACE) return parseScalar(cursor, "an option's value", "option");
  const first = cursor.at;
  const depth = cursor.depth;
  // The depth of messages around an option is no part of the depth of its value.
  cursor.depth = 0;
  let value = parseAggregate(cursor);
  cursor.depth = depth;
  if (value === undefined) {
    // Reported; what follows the value may be read all the same.
    cursor.at = first + 1;
    cursor.skipBlock();
    value = { kind: "aggregate", first, last: cursor.at - 1, fields: [] };
  }
  return value;
}
