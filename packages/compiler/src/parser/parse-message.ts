import type {
  ExtendNode,
  ExtensionsNode,
  MessageBody,
  MessageNode,
  MessageStatement,
  OneofNode,
  Visibility,
} from "../ast/nodes.ts";
import { IDENTIFIER } from "../lexer/tokens.ts";
import { type Cursor, MAX_MESSAGE_NESTING, SEMICOLON } from "./cursor.ts";
import { parseBlock } from "./parse-block.ts";
import { parseEnum } from "./parse-enum.ts";
import { parseField } from "./parse-field.ts";
import { parseIdentifier, parseTypeName } from "./parse-names.ts";
import { parseCompactOptions, parseOptionStatement } from "./parse-options.ts";
import { parseRanges, parseReserved } from "./parse-reserved.ts";
import { parseVisibility } from "./parse-visibility.ts";

const STATEMENTS = new Set([
  "enum",
  "export",
  "extend",
  "extensions",
  "local",
  "map",
  "message",
  "oneof",
  "option",
  "optional",
  "repeated",
  "required",
  "reserved",
]);

/** Reads `message Name { … }`, the cursor being on `message`. */
export function parseMessage(
  cursor: Cursor,
  visibility: Visibility | undefined,
): MessageNode | undefined {
  const first = cursor.at;
  cursor.at += 1;
  const name = parseIdentifier(cursor, "the message's name");
  if (name === undefined) return undefined;
  if (!cursor.enter("Messages", MAX_MESSAGE_NESTING)) return undefined;
  const body = parseMessageBody(cursor);
  cursor.leave();
  if (body === undefined) return undefined;
  return { kind: "message", first, last: cursor.at - 1, visibility, name, body };
}

function parseMessageBody(cursor: Cursor): MessageBody | undefined {
  return parseBlock(cursor, "message", parseMessageStatement, isMessageStatement);
}

function isMessageStatement(cursor: Cursor): boolean {
  return STATEMENTS.has(cursor.text());
}

function parseMessageStatement(cursor: Cursor): MessageStatement | undefined {
  const { at } = cursor;
  const kind = cursor.kind();
  if (kind === IDENTIFIER) {
    const visibility = parseVisibility(cursor);
    if (visibility === "failed") return undefined;
    switch (cursor.text()) {
      case "message":
        return parseMessage(cursor, visibility);
      case "enum":
        return parseEnum(cursor, visibility);
      case "oneof":
        return parseOneof(cursor);
      case "option":
        return parseOptionStatement(cursor);
      case "reserved":
        return parseReserved(cursor, "message");
      case "extensions":
        return parseExtensions(cursor);
      case "extend":
        return parseExtend(cursor);
      default:
        return parseField(cursor, "message", parseMessageBody);
    }
  }
  if (kind === SEMICOLON) {
    cursor.at += 1;
    return { kind: "empty", first: at, last: at };
  }
  return parseField(cursor, "message", parseMessageBody);
}

function parseOneof(cursor: Cursor): OneofNode | undefined {
  const first = cursor.at;
  const errorsBefore = cursor.reporter.errorCount;
  cursor.at += 1;
  const name = parseIdentifier(cursor, "the oneof's name");
  if (name === undefined) return undefined;
  const block = parseBlock(
    cursor,
    "oneof",
    (inner) =>
      inner.isWord("option")
        ? parseOptionStatement(inner)
        : parseField(inner, "oneof", parseMessageBody),
    isMessageStatement,
  );
  if (block === undefined) return undefined;
  const broken = cursor.reporter.errorCount > errorsBefore;
  return { kind: "oneof", first, last: cursor.at - 1, name, broken, ...block };
}

/** Reads `extend Type { … }`, the cursor being on `extend`. */
export function parseExtend(cursor: Cursor): ExtendNode | undefined {
  const first = cursor.at;
  const errorsBefore = cursor.reporter.errorCount;
  cursor.at += 1;
  const extendee = parseTypeName(cursor, "the message that is extended", `after "extend"`);
  if (extendee === undefined) return undefined;
  const block = parseBlock(
    cursor,
    "extend block",
    (inner) => parseField(inner, "extend", parseMessageBody),
    isMessageStatement,
  );
  if (block === undefined) return undefined;
  const { open, close, statements: fields } = block;
  if (fields.length === 0 && cursor.reporter.errorCount === errorsBefore) {
    cursor.errorAt("PARSE_EMPTY_EXTEND", close, close, "An extend block has at least one field.");
  }
  return { kind: "extend", first, last: cursor.at - 1, extendee, open, close, fields };
}

function parseExtensions(cursor: Cursor): ExtensionsNode | undefined {
  const first = cursor.at;
  cursor.at += 1;
  const ranges = parseRanges(cursor, "message", "a range of field numbers");
  if (ranges === undefined) return undefined;
  const options = parseCompactOptions(cursor);
  if (options === null || !cursor.expectEnd("after the extension range")) return undefined;
  return { kind: "extensions", first, last: cursor.at - 1, ranges, options };
}
