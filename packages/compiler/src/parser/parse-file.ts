import { Edition } from "@tramline/protobuf/wkt";
import type {
  FileNode,
  FileStatement,
  ImportNode,
  PackageNode,
  StringLiteral,
  SyntaxNode,
} from "../ast/nodes.ts";
import type { Reporter } from "../diagnostic/diagnostic.ts";
import { suggest } from "../diagnostic/suggest.ts";
import { lex } from "../lexer/lexer.ts";
import { END, IDENTIFIER, type Tokens } from "../lexer/tokens.ts";
import type { SourceFile } from "../source/source-file.ts";
import { CLOSE_BRACE, Cursor, SEMICOLON, type Syntax } from "./cursor.ts";
import { parseEnum } from "./parse-enum.ts";
import { parseExtend, parseMessage } from "./parse-message.ts";
import { parseIdentifier, parseString } from "./parse-names.ts";
import { parseOptionStatement } from "./parse-options.ts";
import { parseService } from "./parse-service.ts";
import { parseVisibility } from "./parse-visibility.ts";

const DOT = 0x2e;
const EQUALS = 0x3d;
const STATEMENTS = new Set([
  "message",
  "enum",
  "service",
  "extend",
  "import",
  "package",
  "option",
  "export",
  "local",
]);
const EDITIONS: ReadonlyMap<string, Edition> = new Map([
  ["2023", Edition.EDITION_2023],
  ["2024", Edition.EDITION_2024],
  ["2026", Edition.EDITION_2026],
]);
/** The edition in which later ones are prepared; not for use. */
const UNSTABLE = "UNSTABLE";

/** A file as read: its tree and what it was read from. */
export interface ParsedFile {
  readonly source: SourceFile;
  readonly tokens: Tokens;
  readonly node: FileNode;
  readonly syntax: Syntax;
  /** Number of the edition; the old syntaxes have numbers too. */
  readonly edition: Edition;
  /** True if an error was reported: the tree lacks what could not be read. */
  readonly broken: boolean;
}

/** Reads a file. Never throws: every error is reported, and the tree holds whatever could be read. */
export function parseFile(source: SourceFile, reporter: Reporter): ParsedFile {
  const errorsBefore = reporter.errorCount;
  const tokens = lex(source, reporter);
  const cursor = new Cursor(tokens, reporter);
  const statements: FileStatement[] = [];
  while (cursor.kind() !== END) {
    const start = cursor.at;
    const statement = parseStatement(cursor, statements);
    if (statement !== undefined) {
      statements.push(statement);
      continue;
    }
    cursor.depth = 0;
    cursor.skipStatement(start, (inner) => STATEMENTS.has(inner.text()));
    if (cursor.kind() === CLOSE_BRACE) {
      cursor.error("PARSE_UNMATCHED", `This "}" closes nothing.`);
      cursor.at += 1;
    }
  }
  const last = Math.max(0, cursor.at - 1);
  return {
    source,
    tokens,
    node: { kind: "file", first: 0, last, statements },
    syntax: cursor.syntax,
    edition: cursor.edition,
    broken: reporter.errorCount > errorsBefore,
  };
}

function parseStatement(
  cursor: Cursor,
  before: readonly FileStatement[],
): FileStatement | undefined {
  const { at } = cursor;
  if (cursor.take(SEMICOLON)) return { kind: "empty", first: at, last: at };
  if (cursor.kind() === CLOSE_BRACE) return undefined;
  const visibility = parseVisibility(cursor);
  if (visibility === "failed") return undefined;
  const word = cursor.kind() === IDENTIFIER ? cursor.text() : "";
  switch (word) {
    case "syntax":
    case "edition":
      return parseSyntax(cursor, word, before);
    case "package":
      return parsePackage(cursor);
    case "import":
      return parseImport(cursor);
    case "option":
      return parseOptionStatement(cursor);
    case "message":
      return parseMessage(cursor, visibility);
    case "enum":
      return parseEnum(cursor, visibility);
    case "service":
      return parseService(cursor);
    case "extend":
      return parseExtend(cursor);
    default: {
      const guess = suggest(word, [...STATEMENTS, "syntax", "edition"]);
      cursor.expected("a statement", `such as "message"`, {
        hint: guess === undefined ? undefined : `Did you mean "${guess}"?`,
      });
      return undefined;
    }
  }
}

function parseSyntax(
  cursor: Cursor,
  keyword: "syntax" | "edition",
  before: readonly FileStatement[],
): SyntaxNode | undefined {
  const first = cursor.at;
  cursor.at += 1;
  if (!cursor.expect(EQUALS, `after "${keyword}"`)) return undefined;
  const value = parseString(
    cursor,
    keyword === "syntax" ? `"proto2" or "proto3" in quotes` : "an edition in quotes",
  );
  if (value === undefined) return undefined;
  if (before.length > 0) {
    cursor.errorAt("PARSE_SYNTAX_LATE", first, value.last, `"${keyword}" must come first.`, {
      hint: "Move it to the beginning of the file.",
    });
  } else if (keyword === "edition") {
    takeEdition(cursor, value);
  } else if (value.value === "proto2" || value.value === "proto3") {
    takeSyntax(cursor, value.value);
  } else {
    // The first of two that are as like: proto3 is what most contracts are in.
    const guess = suggest(value.value, ["proto3", "proto2"]);
    cursor.errorAt(
      "PARSE_SYNTAX_UNKNOWN",
      value.first,
      value.last,
      `The syntax "${value.value}" is not known.`,
      {
        hint: EDITIONS.has(value.value)
          ? `Did you mean 'edition = "${value.value}";'?`
          : guess === undefined
            ? `Known are "proto2" and "proto3".`
            : `Did you mean "${guess}"?`,
      },
    );
    // More errors would follow from labels in proto2 than in proto3.
    takeSyntax(cursor, "proto3");
  }
  if (!cursor.expectEnd(`after the ${keyword}`)) return undefined;
  return { kind: "syntax", first, last: cursor.at - 1, keyword, value };
}

function takeSyntax(cursor: Cursor, syntax: "proto2" | "proto3"): void {
  cursor.syntax = syntax;
  cursor.edition = syntax === "proto2" ? Edition.EDITION_PROTO2 : Edition.EDITION_PROTO3;
}

function takeEdition(cursor: Cursor, value: StringLiteral): void {
  const known = EDITIONS.get(value.value);
  cursor.syntax = "editions";
  // Of one that is not known the newest that is known is the best guess.
  cursor.edition = known ?? Edition.EDITION_2026;
  if (known !== undefined) return;
  const { first, last } = value;
  if (value.value === UNSTABLE) {
    const text = `Edition ${value.value} cannot be used.`;
    cursor.errorAt("EDITION_UNSUPPORTED", first, last, text, {
      hint: `Use 'edition = "2026";' or an earlier one.`,
    });
    return;
  }
  const isSyntax = value.value === "proto2" || value.value === "proto3";
  cursor.errorAt("EDITION_UNKNOWN", first, last, `The edition "${value.value}" is not known.`, {
    hint: isSyntax ? `Write 'syntax = "${value.value}";'.` : `Known are "2023", "2024" and "2026".`,
  });
}

function parsePackage(cursor: Cursor): PackageNode | undefined {
  const first = cursor.at;
  cursor.at += 1;
  const nameFirst = cursor.at;
  let name = "";
  for (;;) {
    const part = parseIdentifier(
      cursor,
      "a name",
      name === "" ? `after "package"` : `after "${name}"`,
    );
    if (part === undefined) return undefined;
    name += part.name;
    if (!cursor.take(DOT)) break;
    name += ".";
  }
  const typeName = { first: nameFirst, last: cursor.at - 1, name };
  if (!cursor.expectEnd("after the package's name")) return undefined;
  return { kind: "package", first, last: cursor.at - 1, name: typeName };
}

function parseImport(cursor: Cursor): ImportNode | undefined {
  const first = cursor.at;
  cursor.at += 1;
  const modifierToken = cursor.at;
  const modifier = parseImportModifier(cursor);
  const path = parseString(cursor, "the path of a file in quotes", `after "import"`);
  if (path === undefined) return undefined;
  if (!cursor.expectEnd("after the import")) return undefined;
  const last = cursor.at - 1;
  if (modifier === "option") {
    cursor.hasOptionImport = true;
  } else if (cursor.hasOptionImport) {
    const text = `This import follows an "import option".`;
    cursor.errorAt("PARSE_IMPORT_ORDER", first, last, text, {
      hint: "Move it before the imports of options.",
    });
  }
  const token = modifier === undefined ? -1 : modifierToken;
  return { kind: "import", first, last, modifier, modifierToken: token, path };
}

function parseImportModifier(cursor: Cursor): ImportNode["modifier"] {
  if (cursor.takeWord("public")) return "public";
  if (cursor.isWord("weak")) {
    if (cursor.edition >= Edition.EDITION_2024) {
      cursor.error("PARSE_IMPORT_WEAK", `There is no "import weak" in edition 2024 and later.`, {
        hint: `If the file is there for its options, write "import option".`,
      });
    }
    cursor.at += 1;
    return "weak";
  }
  if (!cursor.isWord("option")) return undefined;
  if (cursor.edition < Edition.EDITION_2024) {
    cursor.error("PARSE_IMPORT_OPTION", `"import option" is for edition 2024 and later.`, {
      hint: `Leave out "option".`,
    });
  }
  cursor.at += 1;
  return "option";
}
