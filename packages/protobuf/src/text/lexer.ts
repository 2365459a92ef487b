// The tokens of the text format.
// https://protobuf.dev/reference/protobuf/textformat-spec/#lexical

import { TextError, type TextErrorCode } from "./text-error.ts";

/** The kind of a token. A symbol is one of `{}<>[]:,;-`; "end" is after the last token. */
export type TokenKind = "identifier" | "integer" | "float" | "string" | "symbol" | "end";

const identifier = /[A-Za-z_][A-Za-z0-9_]*/y;
const hexadecimal = /0[xX][0-9a-fA-F]+/y;
const octal = /0[0-7]+/y;
const decimal = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?/y;
/** Directly behind a number these would make it another number, or a name. */
const runsOn = /[A-Za-z0-9_.]/y;
/** Parts of names in brackets; blanks and comments may separate any two. */
const bracketCharacters = /[A-Za-z0-9_.~!$&()*+,;=/%-]+/y;

const symbols = "{}<>[]:,;-";

/** One pass over a text; `kind`, `start`, and `end` describe the current token. */
export class TextLexer {
  readonly source: string;
  kind: TokenKind;
  start: number;
  /** Behind the token. */
  end: number;

  /** @throws TextError if the text does not begin with a token */
  constructor(source: string) {
    this.source = source;
    this.kind = "end";
    this.start = 0;
    // A byte order mark may come first.
    this.end = source.startsWith("\ufeff") ? 1 : 0;
    this.next();
  }

  /** The token as it is written. */
  get text(): string {
    return this.source.slice(this.start, this.end);
  }

  /** Goes to the next token. */
  next(): void {
    const { source } = this;
    const start = this.skipBlanks(this.end);
    this.start = start;
    this.end = start;
    if (start >= source.length) {
      this.kind = "end";
      return;
    }
    const char = source.charAt(start);
    if (symbols.includes(char)) {
      this.kind = "symbol";
      this.end = start + 1;
    } else if (char === '"' || char === "'") {
      this.kind = "string";
      this.end = this.stringEnd(char);
    } else if ((char >= "0" && char <= "9") || char === ".") {
      this.number();
    } else {
      this.kind = "identifier";
      this.end = matchEnd(identifier, source, start);
      if (this.end === start) throw this.strayCharacter(start);
    }
  }

  /** Whether the token is this symbol. */
  is(symbol: string): boolean {
    return this.kind === "symbol" && this.source.charAt(this.start) === symbol;
  }

  /** Goes on if the token is this symbol; says whether it did. */
  take(symbol: string): boolean {
    const found = this.is(symbol);
    if (found) this.next();
    return found;
  }

  /** @throws TextError when the token is another than this symbol */
  expect(symbol: string): void {
    if (!this.take(symbol)) throw this.unexpected(`"${symbol}"`);
  }

  /**
   * Takes everything from the current `[` to the `]`, and goes on to the next token. Returns the
   * name between the brackets without the blanks and comments in it.
   */
  bracketName(): string {
    const { source } = this;
    let name = "";
    let at = this.skipBlanks(this.end);
    while (source.charAt(at) !== "]") {
      const end = matchEnd(bracketCharacters, source, at);
      if (end === at) {
        this.start = at;
        throw at < source.length ? this.strayCharacter(at) : this.unexpected('"]"');
      }
      name += source.slice(at, end);
      at = this.skipBlanks(end);
    }
    this.end = at + 1;
    this.next();
    return name;
  }

  /** The error for a token where something else must stand. */
  unexpected(wanted: string): TextError {
    return this.error("TEXT_SYNTAX", `expected ${wanted}, got ${this.describe()}`);
  }

  /** The token for an error message, cut to a length that a person reads. */
  describe(): string {
    if (this.start >= this.source.length) return "the end of the text";
    const { text } = this;
    return text.length > 60 ? `${text.slice(0, 57)}…` : text;
  }

  /** An error at a place in the text; without `at`, at the token. */
  error(code: TextErrorCode, what: string, at: number = this.start): TextError {
    let line = 1;
    let lineStart = 0;
    for (
      let newline = this.source.indexOf("\n");
      newline >= 0 && newline < at;
      newline = this.source.indexOf("\n", lineStart)
    ) {
      line++;
      lineStart = newline + 1;
    }
    return new TextError(code, { line, column: at - lineStart + 1 }, what);
  }

  private skipBlanks(from: number): number {
    const { source } = this;
    let at = from;
    while (true) {
      const unit = source.charCodeAt(at);
      if (unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)) {
        at++;
      } else if (unit === 0x23) {
        const newline = source.indexOf("\n", at);
        at = newline < 0 ? source.length : newline + 1;
      } else {
        return at;
      }
    }
  }

  private stringEnd(quote: string): number {
    const { source, start } = this;
    for (let at = start + 1; at < source.length; at++) {
      const char = source.charAt(at);
      if (char === quote) return at + 1;
      if (char === "\\") at++;
      if (source.charAt(at) === "\n" || source.charAt(at) === "\0") break;
    }
    throw this.error("TEXT_STRING_OPEN", `the string has no closing ${quote} on its line`);
  }

  private number(): void {
    const { source, start } = this;
    const integerEnd = Math.max(
      matchEnd(hexadecimal, source, start),
      matchEnd(octal, source, start),
    );
    this.end = integerEnd > start ? integerEnd : matchEnd(decimal, source, start);
    if (this.end === start) throw this.strayCharacter(start);
    const { text } = this;
    const isInteger = integerEnd > start || /^\d+$/.test(text);
    if (matchEnd(runsOn, source, this.end) > this.end || (integerEnd === start && isBad(text))) {
      throw this.error(
        "TEXT_NUMBER",
        `invalid number: ${text}${source.charAt(this.end)}; ` +
          "octal numbers begin with 0, hexadecimal ones with 0x, and a blank must follow each",
      );
    }
    this.kind = isInteger ? "integer" : "float";
  }

  private strayCharacter(at: number): TextError {
    const code = this.source.codePointAt(at) ?? 0;
    const shown =
      code > 0x20 && code < 0x7f
        ? String.fromCodePoint(code)
        : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    return this.error("TEXT_CHARACTER", `${shown} is not allowed here`, at);
  }
}

/** Only octal numbers begin with a zero that more digits follow. */
function isBad(text: string): boolean {
  return /^0\d/.test(text);
}

/** Where a match that begins at `at` ends; `at` when there is none. */
function matchEnd(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : at;
}
