import type { MethodNode, MethodType, ServiceNode } from "../ast/nodes.ts";
import { type Cursor, OPEN_BRACE, SEMICOLON } from "./cursor.ts";
import { parseBlock } from "./parse-block.ts";
import { parseIdentifier, parseTypeName } from "./parse-names.ts";
import { parseOptionStatement } from "./parse-options.ts";

const OPEN_PAREN = 0x28;
const CLOSE_PAREN = 0x29;

/** Reads `service Name { … }`, the cursor being on `service`. */
export function parseService(cursor: Cursor): ServiceNode | undefined {
  const first = cursor.at;
  cursor.at += 1;
  const name = parseIdentifier(cursor, "the service's name");
  if (name === undefined) return undefined;
  const block = parseBlock(
    cursor,
    "service",
    parseServiceStatement,
    (inner) => inner.isWord("rpc") || inner.isWord("option"),
  );
  if (block === undefined) return undefined;
  return { kind: "service", first, last: cursor.at - 1, name, ...block };
}

function parseServiceStatement(cursor: Cursor): ServiceNode["statements"][number] | undefined {
  const { at } = cursor;
  if (cursor.take(SEMICOLON)) return { kind: "empty", first: at, last: at };
  if (cursor.isWord("option")) return parseOptionStatement(cursor);
  if (cursor.isWord("rpc")) return parseMethod(cursor);
  cursor.expected(`"rpc" or "option"`, "in the service");
  return undefined;
}

function parseMethod(cursor: Cursor): MethodNode | undefined {
  const first = cursor.at;
  cursor.at += 1;
  const name = parseIdentifier(cursor, "the method's name");
  if (name === undefined) return undefined;
  const input = parseMethodType(cursor, "the request type");
  if (input === undefined) return undefined;
  if (!cursor.takeWord("returns")) {
    cursor.expected(`"returns"`, "after the request type");
    return undefined;
  }
  const output = parseMethodType(cursor, "the response type");
  if (output === undefined) return undefined;
  if (cursor.kind() === OPEN_BRACE) {
    const block = parseBlock(cursor, "method", parseMethodStatement, (inner) =>
      inner.isWord("option"),
    );
    if (block === undefined) return undefined;
    return { kind: "method", first, last: cursor.at - 1, name, input, output, ...block };
  }
  if (!cursor.expectEnd("after the method")) return undefined;
  const last = cursor.at - 1;
  return { kind: "method", first, last, name, input, output, open: -1, close: -1, statements: [] };
}

function parseMethodStatement(cursor: Cursor): MethodNode["statements"][number] | undefined {
  const { at } = cursor;
  if (cursor.take(SEMICOLON)) return { kind: "empty", first: at, last: at };
  if (cursor.isWord("option")) return parseOptionStatement(cursor);
  cursor.expected(`"option"`, "in the method");
  return undefined;
}

function parseMethodType(cursor: Cursor, what: string): MethodType | undefined {
  if (!cursor.expect(OPEN_PAREN, `before ${what}`)) return undefined;
  let streamToken = -1;
  if (cursor.isWord("stream")) {
    streamToken = cursor.at;
    cursor.at += 1;
  }
  const type = parseTypeName(cursor, what);
  // With nothing in the parentheses the rest of the method can be read still.
  if (type === undefined && cursor.kind() !== CLOSE_PAREN) return undefined;
  if (!cursor.expect(CLOSE_PAREN, `after ${what}`)) return undefined;
  return { streamToken, type };
}
