import { Edition } from "@tramline/protobuf/wkt";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import type { DiagnosticDetails, Reporter } from "../diagnostic/diagnostic.ts";
import { END, IDENTIFIER, STRING, type TokenKind, type Tokens } from "../lexer/tokens.ts";

/** Nesting of messages and groups that is read, as in protoc; against input that exhausts the stack. */
export const MAX_MESSAGE_NESTING = 31;
/** Nesting of aggregate option values that is read; against input that exhausts the stack. */
export const MAX_VALUE_NESTING = 100;

export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const SEMICOLON = 0x3b;

/** Which language the file is in; decides some rules of the grammar. */
export type Syntax = "proto2" | "proto3" | "editions";

/**
 * The position of the parser in the tokens. Its methods report missing tokens and return undefined
 * or false; a statement that cannot be completed is abandoned and skipped by the loop over its
 * block.
 */
export class Cursor {
  readonly tokens: Tokens;
  readonly reporter: Reporter;
  /** Index of the next token. */
  at: number;
  syntax: Syntax;
  /** Number of the edition; the old syntaxes have numbers too. */
  edition: Edition;
  depth: number;
  /** True once the file has imported another for its options. */
  hasOptionImport: boolean;

  constructor(tokens: Tokens, reporter: Reporter) {
    this.tokens = tokens;
    this.reporter = reporter;
    this.at = 0;
    this.syntax = "proto2";
    this.edition = Edition.EDITION_PROTO2;
    this.depth = 0;
    this.hasOptionImport = false;
  }

  /** Kind of the next token. */
  kind(): TokenKind {
    return this.tokens.kind(this.at);
  }

  /** Text of the next token. */
  text(): string {
    return this.tokens.text(this.at);
  }

  /** True if the next token is this identifier. */
  isWord(word: string): boolean {
    const { tokens, at } = this;
    const start = tokens.start(at);
    return (
      tokens.kind(at) === IDENTIFIER &&
      tokens.end(at) - start === word.length &&
      tokens.file.text.startsWith(word, start)
    );
  }

  /** Takes the next token if it is of this kind. */
  take(kind: TokenKind): boolean {
    if (this.tokens.kind(this.at) !== kind) return false;
    this.at += 1;
    return true;
  }

  /** Takes the next token if it is this identifier. */
  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.at += 1;
    return true;
  }

  /** Takes a symbol, or reports that it is missing. */
  expect(symbol: number, after: string): boolean {
    if (this.take(symbol)) return true;
    this.expected(`"${String.fromCharCode(symbol)}"`, after);
    return false;
  }

  /**
   * Takes the `;` that ends a statement. When it is missing but the next token is on a later line,
   * the statement is taken as complete.
   */
  expectEnd(after: string): boolean {
    if (this.take(SEMICOLON)) return true;
    // The end of the statement may have become a part of a string that was not closed.
    if (this.followsOpenString()) return true;
    this.expected(`";"`, after, { hint: `End the statement before with ";".` });
    return this.tokens.line(this.at) > this.tokens.line(this.at - 1);
  }

  private followsOpenString(): boolean {
    const last = this.at - 1;
    if (this.tokens.kind(last) !== STRING || !this.startsLine()) return false;
    const text = this.tokens.text(last);
    return text.length < 2 || !text.endsWith(text.charAt(0));
  }

  /** Reports that something else was expected than the next token. */
  expected(what: string, after: string, details?: DiagnosticDetails): void {
    const tail = after === "" ? "" : ` ${after}`;
    this.error("PARSE_EXPECTED", `Expected ${what}${tail}, found ${this.describe()}.`, details);
  }

  /** Reports an error about the next token. */
  error(code: DiagnosticCode, message: string, details?: DiagnosticDetails): void {
    this.errorAt(code, this.at, this.at, message, details);
  }

  /** Reports an error about the tokens from `first` to `last`. */
  errorAt(
    code: DiagnosticCode,
    first: number,
    last: number,
    message: string,
    details?: DiagnosticDetails,
  ): void {
    const { tokens } = this;
    this.reporter.error(code, tokens.file, tokens.start(first), tokens.end(last), message, details);
  }

  /** Takes one level of nesting, or reports that there are too many. Give it back with `leave`. */
  enter(what: string, limit: number): boolean {
    if (this.depth >= limit) {
      this.error("PARSE_NESTING", `${what} are nested more than ${limit} levels deep.`);
      return false;
    }
    this.depth += 1;
    return true;
  }

  leave(): void {
    this.depth -= 1;
  }

  /**
   * After a statement that could not be read from token `start` on: goes to behind its `;` or its
   * block, or to before the `}` that ends the block around it. Stops early at a line that begins
   * with one of the keywords given, since those start a statement of their own.
   */
  skipStatement(start: number, isStart: (cursor: Cursor) => boolean): void {
    if (this.at === start && this.kind() !== CLOSE_BRACE && this.kind() !== END) this.at += 1;
    for (;;) {
      const kind = this.kind();
      if (kind === END || kind === CLOSE_BRACE) return;
      if (kind === IDENTIFIER && this.startsLine() && isStart(this)) return;
      this.at += 1;
      if (kind === SEMICOLON) return;
      if (kind === OPEN_BRACE) {
        this.skipBlock();
        return;
      }
    }
  }

  /** True if the next token is the first on its line. */
  startsLine(): boolean {
    return this.at === 0 || this.tokens.line(this.at) > this.tokens.line(this.at - 1);
  }

  /** Describes the next token, for a message. */
  describe(): string {
    const kind = this.kind();
    if (kind === END) return "the end of the file";
    const text = this.text();
    if (kind === STRING) return `the string ${shortened(text)}`;
    return `"${shortened(text)}"`;
  }

  /** Goes behind the `}` that matches an opening brace already taken. */
  skipBlock(): void {
    let open = 1;
    for (;;) {
      const kind = this.kind();
      if (kind === END) return;
      this.at += 1;
      if (kind === OPEN_BRACE) open += 1;
      else if (kind === CLOSE_BRACE && --open === 0) return;
    }
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
