import { Edition } from "@tramline/protobuf/wkt";
import type { Visibility } from "../ast/nodes.ts";
import { IDENTIFIER } from "../lexer/tokens.ts";
import type { Cursor } from "./cursor.ts";

/** The statements that take no visibility. */
const DEFINITIONS = new Set(["extend", "import", "oneof", "option", "package", "rpc", "service"]);

/** The keyword before `message` or `enum`, if there is one; `failed` once its misuse was reported. */
export type VisibilityResult = Visibility | "failed" | undefined;

/**
 * Reads `export` or `local` if the next token is that. Before edition 2024 they are names like any
 * other, so that only where a message or an enum follows they can be meant as keywords.
 */
export function parseVisibility(cursor: Cursor): VisibilityResult {
  const word = cursor.text();
  if (cursor.kind() !== IDENTIFIER || (word !== "export" && word !== "local")) return undefined;
  if (cursor.edition < Edition.EDITION_2024) {
    if (!startsDefinition(cursor)) return undefined;
    cursor.error("PARSE_VISIBILITY", `"${word}" is for edition 2024 and later.`, {
      hint: `Leave out "${word}": before edition 2024 every file may use every type.`,
    });
    cursor.at += 1;
    return word;
  }
  cursor.at += 1;
  if (cursor.isWord("message") || cursor.isWord("enum")) return word;
  cursor.errorAt(
    "PARSE_VISIBILITY",
    cursor.at - 1,
    cursor.at - 1,
    `"${word}" is allowed before "message" and "enum" only.`,
    {
      hint: DEFINITIONS.has(cursor.text())
        ? `Leave out "${word}".`
        : `A type of the name "${word}" is written with its scope, or as ".${word}".`,
    },
  );
  return "failed";
}

/** `export message Name`, and not a field of the type `export` with the name `message`. */
function startsDefinition(cursor: Cursor): boolean {
  const { tokens, at } = cursor;
  const next = tokens.text(at + 1);
  return (next === "message" || next === "enum") && tokens.kind(at + 2) === IDENTIFIER;
}
