import type {
  AggregateElement,
  AggregateField,
  AggregateList,
  AggregateName,
  AggregateValue,
  ScalarValue,
} from "../ast/nodes.ts";
import { integerValue, numberValue, stringsValue } from "../lexer/literals.ts";
import { END, FLOAT, IDENTIFIER, INTEGER, STRING } from "../lexer/tokens.ts";
import { CLOSE_BRACE, type Cursor, MAX_VALUE_NESTING, OPEN_BRACE, SEMICOLON } from "./cursor.ts";
import { parseIdentifier } from "./parse-names.ts";

const HASH = 0x23;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const COLON = 0x3a;
const LESS = 0x3c;
const GREATER = 0x3e;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_NEGATIVE = 2n ** 63n;

/** Reads an identifier, a number with or without a minus sign, or strings. */
export function parseScalar(
  cursor: Cursor,
  what: string,
  place: "option" | "aggregate",
): ScalarValue | undefined {
  const first = cursor.at;
  const negative = cursor.take(MINUS);
  switch (cursor.kind()) {
    case IDENTIFIER: {
      const name = cursor.text();
      if (negative && !isNonFinite(name, place)) {
        cursor.error(
          "PARSE_VALUE",
          `Expected a number, "inf", or "nan" after "-", found "${name}".`,
        );
        return undefined;
      }
      cursor.at += 1;
      return { kind: "identifier", first, last: cursor.at - 1, name, negative };
    }
    case INTEGER:
    case FLOAT: {
      const text = cursor.text();
      const magnitude = cursor.kind() === INTEGER ? integerValue(text) : undefined;
      cursor.at += 1;
      const tooLarge =
        magnitude !== undefined && magnitude > (negative ? MAX_NEGATIVE : MAX_UINT64);
      if (tooLarge && text.length > 1 && text.startsWith("0")) {
        cursor.errorAt(
          "PARSE_INTEGER_RANGE",
          first,
          cursor.at - 1,
          "This integer is out of range.",
        );
      }
      const number = numberValue(text);
      return {
        kind: "number",
        first,
        last: cursor.at - 1,
        negative,
        decimal: magnitude === undefined || text.length === 1 || !text.startsWith("0"),
        integer:
          magnitude === undefined || tooLarge ? undefined : negative ? -magnitude : magnitude,
        number: negative ? -number : number,
      };
    }
    case STRING: {
      if (negative) {
        cursor.error("PARSE_VALUE", `A string cannot have a "-" before it.`);
        return undefined;
      }
      return { kind: "string", first, value: readStrings(cursor), last: cursor.at - 1 };
    }
    default:
      cursor.expected(what, "");
      return undefined;
  }
}

function isNonFinite(name: string, place: "option" | "aggregate"): boolean {
  if (place === "option") return name === "inf" || name === "nan";
  return /^(inf|infinity|nan)$/i.test(name);
}

function readStrings(cursor: Cursor): string | Uint8Array {
  const strings: string[] = [];
  while (cursor.kind() === STRING) {
    strings.push(cursor.text());
    cursor.at += 1;
  }
  return stringsValue(strings);
}

/** Reads a message in the text format, the cursor being on its `{` or `<`. */
export function parseAggregate(cursor: Cursor): AggregateValue | undefined {
  if (!cursor.enter("Aggregate values", MAX_VALUE_NESTING)) return undefined;
  const value = parseAggregateInside(cursor);
  cursor.leave();
  return value;
}

function parseAggregateInside(cursor: Cursor): AggregateValue | undefined {
  const first = cursor.at;
  const close = cursor.kind() === LESS ? GREATER : CLOSE_BRACE;
  cursor.at += 1;
  const fields: AggregateField[] = [];
  for (;;) {
    skipHashComment(cursor);
    if (cursor.take(close)) break;
    if (cursor.kind() === END) {
      cursor.errorAt("PARSE_UNCLOSED", first, first, "This aggregate value has no end.", {
        hint: `Close it with "${String.fromCharCode(close)}".`,
      });
      return undefined;
    }
    const field = parseAggregateField(cursor);
    if (field === undefined) return undefined;
    fields.push(field);
    if (!cursor.take(COMMA)) cursor.take(SEMICOLON);
  }
  return { kind: "aggregate", first, last: cursor.at - 1, fields };
}

/** Comments of the text format: from `#` to the end of the line. */
function skipHashComment(cursor: Cursor): void {
  while (cursor.kind() === HASH) {
    const line = cursor.tokens.line(cursor.at);
    while (cursor.kind() !== END && cursor.tokens.line(cursor.at) === line) cursor.at += 1;
  }
}

function parseAggregateField(cursor: Cursor): AggregateField | undefined {
  const first = cursor.at;
  const name = parseAggregateName(cursor);
  if (name === undefined) return undefined;
  const colon = cursor.take(COLON);
  skipHashComment(cursor);
  const kind = cursor.kind();
  let value: AggregateElement | undefined;
  if (kind === OPEN_BRACE || kind === LESS) {
    value = parseAggregate(cursor);
  } else if (!colon && !(kind === OPEN_BRACKET && startsMessageList(cursor))) {
    cursor.expected(`":"`, `after "${name.name}"`);
    return undefined;
  } else if (kind === OPEN_BRACKET) {
    value = parseList(cursor);
  } else {
    value = parseScalar(cursor, "a value", "aggregate");
  }
  if (value === undefined) return undefined;
  return { first, last: cursor.at - 1, name, value };
}

/** Only before a message, or a list of them, the colon may be left out. */
function startsMessageList(cursor: Cursor): boolean {
  const next = cursor.tokens.kind(cursor.at + 1);
  return next === OPEN_BRACE || next === LESS || next === CLOSE_BRACKET;
}

function parseAggregateName(cursor: Cursor): AggregateName | undefined {
  const first = cursor.at;
  if (!cursor.take(OPEN_BRACKET)) {
    const identifier = parseIdentifier(cursor, "a field's name");
    if (identifier === undefined) return undefined;
    return { first, last: first, name: identifier.name, form: "field" };
  }
  let name = "";
  let form: AggregateName["form"] = "extension";
  for (;;) {
    const kind = cursor.kind();
    if (kind === IDENTIFIER || kind === DOT || kind === MINUS) {
      name += cursor.text();
    } else if (kind === SLASH) {
      form = "any";
      name += "/";
    } else {
      break;
    }
    cursor.at += 1;
  }
  if (name === "") {
    cursor.expected("the name of an extension or type", `after "["`);
    return undefined;
  }
  if (!cursor.expect(CLOSE_BRACKET, `after "${name}"`)) return undefined;
  return { first, last: cursor.at - 1, name, form };
}

function parseList(cursor: Cursor): AggregateList | undefined {
  if (!cursor.enter("Aggregate values", MAX_VALUE_NESTING)) return undefined;
  const list = parseListInside(cursor);
  cursor.leave();
  return list;
}

function parseListInside(cursor: Cursor): AggregateList | undefined {
  const first = cursor.at;
  cursor.at += 1;
  const elements: (ScalarValue | AggregateValue)[] = [];
  skipHashComment(cursor);
  if (!cursor.take(CLOSE_BRACKET)) {
    do {
      skipHashComment(cursor);
      const kind = cursor.kind();
      const element =
        kind === OPEN_BRACE || kind === LESS
          ? parseAggregate(cursor)
          : parseScalar(cursor, "a value", "aggregate");
      if (element === undefined) return undefined;
      elements.push(element);
      skipHashComment(cursor);
    } while (cursor.take(COMMA));
    if (cursor.kind() !== CLOSE_BRACKET) {
      cursor.expected(`"," or "]"`, "in the list");
      return undefined;
    }
    cursor.at += 1;
  }
  return { kind: "list", first, last: cursor.at - 1, elements };
}
