import type { Reporter } from "../diagnostic/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import { isText } from "./binary.ts";
import { classOf, DIGIT, HEX, LETTER, SPACE } from "./characters.ts";
import { END, FLOAT, IDENTIFIER, INTEGER, STRING, Tokens } from "./tokens.ts";

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const STAR = 0x2a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;

/** The largest number that protoc takes after "\\U". Beyond the last code point it stands for its letters. */
const MAX_ESCAPE = 0x1fffff;

/** Letters of any script, and what may follow them in a name. */
const FOREIGN_WORD = /(?:[^\P{L}a-zA-Z]|[^\P{M}])[\p{L}\p{M}\w]*/uy;

/**
 * Splits a file into tokens. Whatever cannot be part of the language is reported and left out
 * (or repaired, as an unterminated string), so the result is always a full list. Of a file that is
 * not text that alone is reported, and the list is empty.
 */
export function lex(file: SourceFile, reporter: Reporter): Tokens {
  if (!isText(file.text)) {
    reporter.fileError("NOT_TEXT", file.path, `The file "${file.path}" is not text.`, {
      hint: "Sources are UTF-8 text; is this a compiled or compressed file, or one in UTF-16?",
    });
    const none = new Tokens(file, 1);
    none.push(END, 0, 0, 0);
    return none;
  }
  return new Lexer(file, reporter).run();
}

class Lexer {
  private readonly file: SourceFile;
  private readonly text: string;
  private readonly reporter: Reporter;
  private readonly tokens: Tokens;
  private at: number;
  private line: number;

  constructor(file: SourceFile, reporter: Reporter) {
    this.file = file;
    this.text = file.text;
    this.reporter = reporter;
    this.tokens = new Tokens(file, (file.text.length >> 3) + 16);
    this.at = 0;
    this.line = 0;
  }

  run(): Tokens {
    const { text, tokens } = this;
    const length = text.length;
    while (this.at < length) {
      const start = this.at;
      const code = text.charCodeAt(start);
      const bits = classOf(code);
      if ((bits & SPACE) !== 0) {
        if (code === NEWLINE) this.line += 1;
        this.at = start + 1;
      } else if ((bits & LETTER) !== 0) {
        let at = start + 1;
        while ((classOf(text.charCodeAt(at)) & (LETTER | DIGIT)) !== 0) at += 1;
        if (text.charCodeAt(at) >= 0x80) at = this.foreignLetters(start, at);
        this.at = at;
        tokens.push(IDENTIFIER, start, at, this.line);
      } else if ((bits & DIGIT) !== 0) {
        this.number(start, false);
      } else if (code === QUOTE || code === APOSTROPHE) {
        this.string(start, code);
      } else if (code === SLASH && text.charCodeAt(start + 1) === SLASH) {
        const end = text.indexOf("\n", start);
        this.at = end === -1 ? length : end;
      } else if (code === SLASH && text.charCodeAt(start + 1) === STAR) {
        this.blockComment(start);
      } else if (code === DOT && (classOf(text.charCodeAt(start + 1)) & DIGIT) !== 0) {
        this.pointNumber(start);
      } else if (code < 0x20 || code >= 0x7f) {
        this.invalid(start);
      } else {
        this.at = start + 1;
        tokens.push(code, start, start + 1, this.line);
      }
    }
    tokens.push(END, length, length, this.line);
    tokens.trim();
    return tokens;
  }

  /** Letters that no name may hold; the whole word is taken as a name so that reading goes on. */
  private foreignLetters(start: number, from: number): number {
    FOREIGN_WORD.lastIndex = from;
    const length = FOREIGN_WORD.exec(this.text)?.[0].length ?? 0;
    if (length === 0) return from;
    const word = this.text.slice(start, from + length);
    this.report("LEX_NON_ASCII", start, from + length, `The name "${word}" is not ASCII.`, {
      hint: "Names are made of the letters a to z, digits and underscores.",
    });
    return from + length;
  }

  /** A run of characters that no token may hold: one report for all of them. */
  private invalid(start: number): void {
    const { text } = this;
    const word = this.foreignLetters(start, start);
    if (word > start) {
      this.at = word;
      this.tokens.push(IDENTIFIER, start, word, this.line);
      return;
    }
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if ((code >= 0x20 && code < 0x7f) || (classOf(code) & SPACE) !== 0) break;
    }
    this.at = at;
    const code = text.codePointAt(start) ?? 0;
    const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
    if (code < 0x20 || code === 0x7f) {
      this.report("LEX_CONTROL_CHARACTER", start, at, `Invalid control character ${name}.`, {
        hint: "Is this a text file? Sources are UTF-8.",
      });
    } else {
      this.report("LEX_NON_ASCII", start, at, `Character ${name} is not allowed here.`, {
        hint: "Outside of strings and comments the language is ASCII.",
      });
    }
  }

  private blockComment(start: number): void {
    const { text } = this;
    let at = start + 2;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) {
        this.line += 1;
      } else if (code === STAR && text.charCodeAt(at + 1) === SLASH) {
        this.at = at + 2;
        return;
      } else if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
        this.report("LEX_NESTED_COMMENT", at, at + 2, `"/*" inside a block comment.`, {
          hint: "Block comments cannot be nested.",
        });
      } else if (at >= text.length) {
        this.report("LEX_UNTERMINATED_COMMENT", start, start + 2, "This comment has no end.", {
          hint: `Close it with "*/".`,
        });
        this.at = text.length;
        return;
      }
      at += 1;
    }
  }

  /** A number that begins with its decimal point. */
  private pointNumber(start: number): void {
    const { tokens } = this;
    const previous = tokens.count - 1;
    if (previous >= 0 && tokens.kind(previous) === IDENTIFIER && tokens.end(previous) === start) {
      this.report(
        "LEX_NUMBER_AFTER_IDENTIFIER",
        start,
        start + 1,
        "A space is needed between an identifier and a decimal point.",
      );
    }
    this.number(start, true);
  }

  private number(start: number, startsWithPoint: boolean): void {
    const { text } = this;
    let at = start;
    let kind = INTEGER;
    const second = text.charCodeAt(start + 1);
    if (text.charCodeAt(start) === 0x30 && (second === 0x78 || second === 0x58)) {
      at = this.skip(start + 2, HEX);
      if (at === start + 2) {
        this.report("LEX_NUMBER", start, at, `"0x" must be followed by hexadecimal digits.`);
      }
    } else if (text.charCodeAt(start) === 0x30 && (classOf(second) & DIGIT) !== 0) {
      at = this.skip(start + 1, DIGIT);
      for (let i = start + 1; i < at; i++) {
        if (text.charCodeAt(i) > 0x37) {
          this.report("LEX_NUMBER", start, at, "Numbers with a leading zero are octal.", {
            hint: "Leave out the zero, or use the digits 0 to 7.",
          });
          break;
        }
      }
    } else {
      at = this.skip(startsWithPoint ? start + 1 : start, DIGIT);
      if (startsWithPoint) {
        kind = FLOAT;
      } else if (text.charCodeAt(at) === DOT) {
        kind = FLOAT;
        at = this.skip(at + 1, DIGIT);
      }
      const letter = text.charCodeAt(at);
      if (letter === 0x65 || letter === 0x45) {
        kind = FLOAT;
        at += 1;
        const sign = text.charCodeAt(at);
        if (sign === PLUS || sign === MINUS) at += 1;
        const digits = at;
        at = this.skip(at, DIGIT);
        if (at === digits) {
          this.report("LEX_NUMBER", start, at, `"e" must be followed by an exponent.`);
        }
      }
    }
    const next = text.charCodeAt(at);
    if ((classOf(next) & LETTER) !== 0) {
      this.report(
        "LEX_NUMBER",
        at,
        at + 1,
        "A space is needed between a number and an identifier.",
      );
    } else if (next === DOT) {
      const message =
        kind === FLOAT
          ? "This number already has a decimal point or an exponent."
          : "Octal and hexadecimal numbers must be integers.";
      this.report("LEX_NUMBER", at, at + 1, message);
    }
    // What is glued to the number is taken with it, so that it is complained about only once.
    for (let code = next; code === DOT || (classOf(code) & (LETTER | DIGIT)) !== 0; ) {
      at += 1;
      code = text.charCodeAt(at);
    }
    this.at = at;
    this.tokens.push(kind, start, at, this.line);
  }

  private skip(from: number, mask: number): number {
    let at = from;
    while ((classOf(this.text.charCodeAt(at)) & mask) !== 0) at += 1;
    return at;
  }

  private string(start: number, quote: number): void {
    const { text } = this;
    let at = start + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        at += 1;
        break;
      }
      if (code === BACKSLASH) {
        at = this.escape(at);
      } else if (code === NEWLINE || at >= text.length) {
        this.report("LEX_UNTERMINATED_STRING", start, at, "This string has no end on its line.", {
          hint: `Close it with a quote (${String.fromCharCode(quote)}); a line break is written \\n.`,
        });
        break;
      } else if (code === 0) {
        this.report("LEX_CONTROL_CHARACTER", at, at + 1, "A string must not hold a NUL.", {
          hint: "Write it as \\0.",
        });
        at += 1;
      } else {
        at += 1;
      }
    }
    this.at = at;
    this.tokens.push(STRING, start, at, this.line);
  }

  /** Checks the escape at a backslash and returns the offset after what it certainly takes. */
  private escape(backslash: number): number {
    const { text } = this;
    const at = backslash + 2;
    const letter = text.charAt(backslash + 1);
    if (letter !== "" && "abfnrtv\\?'\"01234567".includes(letter)) return at;
    if (letter === "x" || letter === "X") {
      if ((classOf(text.charCodeAt(at)) & HEX) === 0) {
        this.badEscape(backslash, at, `"\\x" must be followed by hexadecimal digits.`);
      }
      return at;
    }
    if (letter === "u" || letter === "U") {
      const size = letter === "u" ? 4 : 8;
      let digits = 0;
      while (digits < size && (classOf(text.charCodeAt(at + digits)) & HEX) !== 0) digits += 1;
      const value = digits === size ? Number.parseInt(text.slice(at, at + size), 16) : -1;
      if (value < 0 || value > MAX_ESCAPE) {
        const wanted = size === 4 ? "four hexadecimal digits" : "eight, up to 0010ffff";
        this.badEscape(backslash, at + digits, `"\\${letter}" must be followed by ${wanted}.`);
      }
      return at + digits;
    }
    this.badEscape(backslash, at, "This escape is not known.", "A backslash is written as \\\\.");
    // A line break after the backslash still ends the string.
    return letter === "\n" || letter === "" ? backslash + 1 : at;
  }

  private badEscape(start: number, end: number, message: string, hint?: string): void {
    this.report("LEX_ESCAPE", start, Math.min(end, this.text.length), message, { hint });
  }

  private report(
    code: Parameters<Reporter["error"]>[0],
    start: number,
    end: number,
    message: string,
    details?: { hint?: string | undefined },
  ): void {
    this.reporter.error(code, this.file, start, end, message, details);
  }
}
