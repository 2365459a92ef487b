import type { SourceFile } from "../source/source-file.ts";

/** End of the text. */
export const END = 0;
/** A letter or underscore, then letters, digits, underscores. */
export const IDENTIFIER = 1;
/** Decimal, octal or hexadecimal integer without a sign. */
export const INTEGER = 2;
/** A number with a point or an exponent, without a sign. */
export const FLOAT = 3;
/** One quoted string with its quotes. */
export const STRING = 4;

/**
 * The kind of a token: one of the numbers above, or for a symbol the code of its single character
 * (all of which are larger).
 */
export type TokenKind = number;

/**
 * The tokens of one file in parallel arrays; a token is an index. White space and comments are
 * not tokens: they are read out of the gap between two tokens by who wants them.
 * The last token is always {@link END}.
 */
export class Tokens {
  readonly file: SourceFile;
  /** How many, {@link END} included. */
  count: number;
  kinds: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  /** Line of each token, from 0. */
  lines: Int32Array;

  constructor(file: SourceFile, capacity: number) {
    this.file = file;
    this.count = 0;
    this.kinds = new Uint8Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.lines = new Int32Array(capacity);
  }

  /** Appends a token. */
  push(kind: TokenKind, start: number, end: number, line: number): void {
    const index = this.count;
    if (index === this.kinds.length) this.grow();
    this.kinds[index] = kind;
    this.starts[index] = start;
    this.ends[index] = end;
    this.lines[index] = line;
    this.count = index + 1;
  }

  /** Returns the kind of a token; {@link END} for an index beyond the last. */
  kind(index: number): TokenKind {
    return index < this.count ? (this.kinds[index] as number) : END;
  }

  /** Offset of the token's first character. */
  start(index: number): number {
    return this.starts[index < this.count ? index : this.count - 1] as number;
  }

  /** Offset after the token's last character. */
  end(index: number): number {
    return this.ends[index < this.count ? index : this.count - 1] as number;
  }

  /** Line of the token, from 0. */
  line(index: number): number {
    return this.lines[index < this.count ? index : this.count - 1] as number;
  }

  /** The token as written. */
  text(index: number): string {
    return this.file.text.slice(this.start(index), this.end(index));
  }

  /** Gives back room for more tokens, there being none. */
  trim(): void {
    const { count } = this;
    this.kinds = this.kinds.slice(0, count);
    this.starts = this.starts.slice(0, count);
    this.ends = this.ends.slice(0, count);
    this.lines = this.lines.slice(0, count);
  }

  private grow(): void {
    const capacity = this.kinds.length * 2 + 16;
    const kinds = new Uint8Array(capacity);
    kinds.set(this.kinds);
    this.kinds = kinds;
    this.starts = grown(this.starts, capacity);
    this.ends = grown(this.ends, capacity);
    this.lines = grown(this.lines, capacity);
  }
}

function grown(array: Int32Array, capacity: number): Int32Array {
  const larger = new Int32Array(capacity);
  larger.set(array);
  return larger;
}
