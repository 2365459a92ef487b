import type { EnumNode, EnumValueNode, Visibility } from "../ast/nodes.ts";
import { type Cursor, SEMICOLON } from "./cursor.ts";
import { parseBlock } from "./parse-block.ts";
import { parseIdentifier, parseSignedInteger } from "./parse-names.ts";
import { parseCompactOptions, parseOptionStatement } from "./parse-options.ts";
import { parseReserved } from "./parse-reserved.ts";

const EQUALS = 0x3d;

/** Reads `enum Name { … }`, the cursor being on `enum`. */
export function parseEnum(
  cursor: Cursor,
  visibility: Visibility | undefined,
): EnumNode | undefined {
  const first = cursor.at;
  const errorsBefore = cursor.reporter.errorCount;
  cursor.at += 1;
  const name = parseIdentifier(cursor, "the enum's name");
  if (name === undefined) return undefined;
  const block = parseBlock(cursor, "enum", parseEnumStatement, isEnumStatement);
  if (block === undefined) return undefined;
  const broken = cursor.reporter.errorCount > errorsBefore;
  return { kind: "enum", first, last: cursor.at - 1, visibility, name, broken, ...block };
}

function isEnumStatement(cursor: Cursor): boolean {
  // A value's name may stand on any line, so a line that begins with `NAME =` is a start too.
  return cursor.tokens.kind(cursor.at + 1) === EQUALS || cursor.isWord("option");
}

function parseEnumStatement(cursor: Cursor): EnumNode["statements"][number] | undefined {
  const { at } = cursor;
  if (cursor.take(SEMICOLON)) return { kind: "empty", first: at, last: at };
  if (cursor.isWord("option")) return parseOptionStatement(cursor);
  if (cursor.isWord("reserved")) return parseReserved(cursor, "enum");
  return parseEnumValue(cursor);
}

function parseEnumValue(cursor: Cursor): EnumValueNode | undefined {
  const first = cursor.at;
  const name = parseIdentifier(cursor, "the name of an enum value");
  if (name === undefined) return undefined;
  if (!cursor.take(EQUALS)) {
    cursor.expected(`"="`, `and a number after "${name.name}"`, {
      hint: "Every enum value has a number.",
    });
    return undefined;
  }
  const number = parseSignedInteger(cursor, "the number of the enum value");
  if (number === undefined) return undefined;
  const options = parseCompactOptions(cursor);
  if (options === null || !cursor.expectEnd("after the enum value")) return undefined;
  return { kind: "enumValue", first, last: cursor.at - 1, name, number, options };
}
