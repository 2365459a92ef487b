import type { IntegerLiteral, RangeNode, ReservedNode, StringLiteral } from "../ast/nodes.ts";
import { isIdentifier } from "../lexer/characters.ts";
import { IDENTIFIER, STRING } from "../lexer/tokens.ts";
import type { Cursor } from "./cursor.ts";
import { parseInteger, parseSignedInteger, parseString } from "./parse-names.ts";

const COMMA = 0x2c;

type Owner = "message" | "enum";

/** Reads `reserved …;`, the cursor being on `reserved`. */
export function parseReserved(cursor: Cursor, owner: Owner): ReservedNode | undefined {
  const first = cursor.at;
  cursor.at += 1;
  let ranges: readonly RangeNode[] = [];
  let names: readonly StringLiteral[] = [];
  if (cursor.kind() === STRING || cursor.kind() === IDENTIFIER) {
    const found = parseNames(cursor);
    if (found === undefined) return undefined;
    names = found;
  } else {
    const found = parseRanges(cursor, owner, "a number, a range of numbers or a name");
    if (found === undefined) return undefined;
    ranges = found;
  }
  if (!cursor.expectEnd("after the reserved numbers or names")) return undefined;
  return { kind: "reserved", first, last: cursor.at - 1, ranges, names };
}

function parseNames(cursor: Cursor): StringLiteral[] | undefined {
  const names: StringLiteral[] = [];
  do {
    const at = cursor.at;
    if (cursor.kind() === IDENTIFIER) {
      const value = cursor.text();
      if (cursor.syntax !== "editions") {
        cursor.error("PARSE_RESERVED_NAME", "A reserved name must be in quotes.", {
          hint: `Write "${value}" with quotes. Only editions have reserved names without quotes.`,
        });
      }
      cursor.at += 1;
      names.push({ first: at, last: at, value });
      continue;
    }
    const name = parseString(cursor, "a reserved name");
    if (name === undefined) return undefined;
    if (cursor.syntax === "editions") {
      const text = "A reserved name must not be in quotes in editions.";
      cursor.errorAt("PARSE_RESERVED_NAME", name.first, name.last, text, {
        hint: isIdentifier(name.value) ? `Write ${name.value} without quotes.` : undefined,
      });
    } else if (!isIdentifier(name.value)) {
      const { tokens } = cursor;
      cursor.reporter.warning(
        "RESERVED_NAME_INVALID",
        tokens.file,
        tokens.start(name.first),
        tokens.end(name.last),
        `The reserved name "${name.value}" is not an identifier.`,
      );
    }
    names.push(name);
  } while (cursor.take(COMMA));
  return names;
}

/** Reads `1, 5 to 9, 20 to max`. */
export function parseRanges(cursor: Cursor, owner: Owner, what: string): RangeNode[] | undefined {
  const ranges: RangeNode[] = [];
  const parse = owner === "enum" ? parseSignedInteger : parseInteger;
  do {
    const first = cursor.at;
    const start = parse(cursor, ranges.length === 0 ? what : "a number or a range of numbers");
    if (start === undefined) return undefined;
    checkBound(cursor, owner, start);
    let end: RangeNode["end"];
    let endFirst = first;
    if (cursor.takeWord("to")) {
      endFirst = cursor.at;
      if (cursor.takeWord("max")) {
        end = "max";
      } else {
        end = parse(cursor, `the range's last number or "max"`);
        if (end === undefined) return undefined;
        checkBound(cursor, owner, end);
      }
    }
    ranges.push({ first, last: cursor.at - 1, start, end, endFirst });
  } while (cursor.take(COMMA));
  return ranges;
}

/** The end of a range in a message is kept exclusive, for which the largest integer leaves no room. */
function checkBound(cursor: Cursor, owner: Owner, number: IntegerLiteral): void {
  if (owner === "enum" || number.value < 0x7fffffff) return;
  cursor.errorAt(
    "PARSE_INTEGER_RANGE",
    number.first,
    number.last,
    "This field number is out of bounds.",
    {
      hint: `Write "max" for the largest one.`,
    },
  );
}
