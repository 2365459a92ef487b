import { END } from "../lexer/tokens.ts";
import { CLOSE_BRACE, type Cursor, OPEN_BRACE } from "./cursor.ts";

/** Where a block's braces are. */
export interface Block<S> {
  readonly open: number;
  readonly close: number;
  readonly statements: readonly S[];
}

/**
 * Reads `{ statement… }`. A statement that cannot be read is reported by `parse`, which returns
 * undefined, and skipped. A block that the file's end cuts off is reported and taken as it is.
 */
export function parseBlock<S>(
  cursor: Cursor,
  what: string,
  parse: (cursor: Cursor) => S | undefined,
  isStart: (cursor: Cursor) => boolean,
): Block<S> | undefined {
  const open = cursor.at;
  if (!cursor.take(OPEN_BRACE)) {
    cursor.expected(`"{"`, `to open the ${what}`);
    return undefined;
  }
  const statements: S[] = [];
  while (!cursor.take(CLOSE_BRACE)) {
    if (cursor.kind() === END) {
      const line = cursor.tokens.line(open) + 1;
      cursor.error(
        "PARSE_UNCLOSED",
        `The file ends inside ${what === "enum" ? "an" : "a"} ${what}.`,
        {
          notes: [`The ${what} begins on line ${line}.`],
          hint: `Close it with "}".`,
        },
      );
      return { open, close: cursor.at - 1, statements };
    }
    const start = cursor.at;
    const statement = parse(cursor);
    if (statement === undefined) cursor.skipStatement(start, isStart);
    else statements.push(statement);
  }
  return { open, close: cursor.at - 1, statements };
}
