// Stepping over the values of fields that nobody knows: what they are can be told by how they are written.

import { MAX_DECODE_DEPTH } from "../wire/wire-type.ts";
import type { TextLexer } from "./lexer.ts";
import { unescape } from "./literals.ts";

/**
 * Steps over the value or list of a field whose name was read.
 *
 * @param depth the number of messages around the field
 * @throws TextError for what could be the value of no field
 */
export function skipFieldValue(lexer: TextLexer, depth: number): void {
  const hasColon = lexer.take(":");
  if (!lexer.take("[")) {
    skipValue(lexer, hasColon, depth);
    return;
  }
  if (lexer.take("]")) return;
  do skipValue(lexer, hasColon, depth);
  while (lexer.take(","));
  lexer.expect("]");
}

function skipValue(lexer: TextLexer, hasColon: boolean, depth: number): void {
  if (lexer.is("{") || lexer.is("<")) skipMessage(lexer, depth + 1);
  else if (hasColon) skipScalar(lexer);
  else throw lexer.unexpected('":"');
}

function skipMessage(lexer: TextLexer, depth: number): void {
  if (depth > MAX_DECODE_DEPTH) {
    throw lexer.error("TEXT_DEPTH", `messages are nested more than ${MAX_DECODE_DEPTH} deep`);
  }
  const close = lexer.is("<") ? ">" : "}";
  lexer.next();
  while (!lexer.take(close)) {
    if (lexer.is("[")) lexer.bracketName();
    else if (lexer.kind === "identifier" || lexer.kind === "integer") lexer.next();
    else throw lexer.unexpected(`a field or "${close}"`);
    skipFieldValue(lexer, depth);
    if (!lexer.take(",")) lexer.take(";");
  }
}

function skipScalar(lexer: TextLexer): void {
  if (lexer.kind === "string") {
    while (lexer.kind === "string") skipString(lexer);
    return;
  }
  const isNegative = lexer.take("-");
  switch (lexer.kind) {
    case "integer":
    case "float":
      break;
    case "identifier":
      if (!isNegative || /^(?:inf|infinity|nan)$/i.test(lexer.text)) break;
      throw lexer.unexpected("a number");
    default:
      throw lexer.unexpected("a value");
  }
  lexer.next();
}

/** Skips a string, and throws if it is malformed: that holds for unknown fields too. */
function skipString(lexer: TextLexer): void {
  const start = lexer.start + 1;
  unescape(lexer.source.slice(start, lexer.end - 1), (code, what, offset) =>
    lexer.error(code, what, start + offset),
  );
  lexer.next();
}
