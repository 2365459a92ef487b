import { classOf, SPACE } from "./characters.ts";
import { END, type Tokens } from "./tokens.ts";

const NEWLINE = 0x0a;
const STAR = 0x2a;
const SLASH = 0x2f;

/**
 * The content of a comment, as parts of the source text: the offsets of each part's beginning and
 * end, in order. Empty for an empty comment.
 */
export type Comment = readonly number[];

/** Returns the content of a comment, whose parts are `count` of the numbers from `first` on. */
export function commentText(
  text: string,
  numbers: ArrayLike<number>,
  first: number,
  count: number,
): string {
  if (count === 2) return text.slice(numbers[first], numbers[first + 1]);
  const parts: string[] = [];
  for (let at = first; at < first + count; at += 2) {
    parts.push(text.slice(numbers[at], numbers[at + 1]));
  }
  return parts.join("");
}

/** The comments between a token and the next, by whom they belong to. */
export interface Gap {
  /** Belongs to what ends with the token before. */
  trailing: Comment;
  /** Comments that are not attached to a declaration, in order. */
  detached: Comment[];
  /** Belongs to what begins with the token after. */
  leading: Comment;
}

const NOTHING: Comment = [];
const NO_COMMENTS: Gap = { trailing: NOTHING, detached: [], leading: NOTHING };

/**
 * Reads the comments in the gap after a token (-1: before the first) and decides to whom each
 * belongs, as descriptor.proto describes for SourceCodeInfo.Location and as protoc does: a comment on the
 * token's own line, or on the following ones up to a blank line, trails it; one directly above the next token leads that;
 * others are detached. Adjacent line comments are one comment.
 */
export function commentsAfter(tokens: Tokens, index: number): Gap {
  const text = tokens.file.text;
  const start = index < 0 ? 0 : tokens.end(index);
  const end = tokens.start(index + 1);
  // Not by indexOf, which would look through the rest of the file for each gap.
  let slash = start;
  while (slash < end && text.charCodeAt(slash) !== SLASH) slash += 1;
  if (slash === end) return NO_COMMENTS;
  return new GapReader(tokens, index, start, end).read();
}

class GapReader {
  private readonly text: string;
  private readonly tokens: Tokens;
  private readonly index: number;
  private readonly end: number;
  private at: number;
  private line: number;
  private readonly gap: Gap;
  private parts: number[];
  private hasComment: boolean;
  private isLineComment: boolean;
  private canTrail: boolean;
  private hasTrailing: boolean;
  private flushed: number;

  constructor(tokens: Tokens, index: number, start: number, end: number) {
    this.text = tokens.file.text;
    this.tokens = tokens;
    this.index = index;
    this.end = end;
    this.at = start;
    this.line = index < 0 ? 0 : tokens.line(index);
    this.gap = { trailing: NOTHING, detached: [], leading: NOTHING };
    this.parts = [];
    this.hasComment = false;
    this.isLineComment = false;
    this.canTrail = index >= 0;
    this.hasTrailing = false;
    this.flushed = 0;
  }

  read(): Gap {
    const previousLine = this.index < 0 ? -1 : this.line;
    let trailingEnd = -1;
    if (this.index >= 0) {
      this.blanks();
      if (this.isComment(SLASH)) {
        trailingEnd = this.line;
        this.lineComment();
        this.flush();
      } else if (this.isComment(STAR)) {
        this.blockComment();
        trailingEnd = this.line;
        this.blanks();
        this.flush();
      } else if (!this.newline()) {
        return this.gap;
      }
    }
    for (;;) {
      this.blanks();
      if (this.isComment(SLASH)) {
        this.lineComment();
      } else if (this.isComment(STAR)) {
        this.blockComment();
        this.blanks();
        this.newline();
      } else if (this.newline()) {
        // A blank line: what was before it no longer belongs to what follows.
        this.flush();
        this.canTrail = false;
      } else {
        return this.finish(previousLine, trailingEnd);
      }
    }
  }

  private finish(previousLine: number, trailingEnd: number): Gap {
    const next = this.index + 1;
    const kind = this.tokens.kind(next);
    const closes = kind === END || kind === 0x7d || kind === 0x5d || kind === 0x29;
    // Before the end of a scope there is nothing that a comment could lead.
    if (closes) this.flush();
    if (kind !== END && (previousLine === this.line || trailingEnd === this.line)) this.detach();
    if (this.hasComment) this.gap.leading = this.parts;
    return this.gap;
  }

  /** A single comment with tokens before and after it on its lines belongs to neither. */
  private detach(): void {
    const count = this.flushed + (this.hasComment ? 1 : 0);
    if (count !== 1) return;
    if (this.hasTrailing) {
      this.gap.detached.unshift(this.gap.trailing);
      this.gap.trailing = NOTHING;
    }
    this.flush();
  }

  private flush(): void {
    if (!this.hasComment) return;
    if (this.canTrail) {
      this.gap.trailing = this.parts;
      this.hasTrailing = true;
      this.canTrail = false;
    } else {
      this.gap.detached.push(this.parts);
    }
    this.parts = [];
    this.hasComment = false;
    this.flushed += 1;
  }

  private isComment(second: number): boolean {
    return (
      this.at + 1 < this.end &&
      this.text.charCodeAt(this.at) === SLASH &&
      this.text.charCodeAt(this.at + 1) === second
    );
  }

  private blanks(): void {
    while (this.at < this.end) {
      const code = this.text.charCodeAt(this.at);
      if (code === NEWLINE || ((classOf(code) & SPACE) === 0 && !this.isStray(code))) return;
      this.at += 1;
    }
  }

  /** Characters that the lexer has reported and left out. */
  private isStray(code: number): boolean {
    return code < 0x20 || code >= 0x7f;
  }

  private newline(): boolean {
    if (this.at >= this.end || this.text.charCodeAt(this.at) !== NEWLINE) return false;
    this.at += 1;
    this.line += 1;
    return true;
  }

  private lineComment(): void {
    if (this.hasComment && !this.isLineComment) this.flush();
    this.hasComment = true;
    this.isLineComment = true;
    const newline = this.text.indexOf("\n", this.at);
    const stop = newline === -1 || newline >= this.end ? this.end : newline + 1;
    this.add(this.at + 2, stop);
    if (stop > this.at && this.text.charCodeAt(stop - 1) === NEWLINE) this.line += 1;
    this.at = stop;
  }

  private blockComment(): void {
    if (this.hasComment) this.flush();
    this.hasComment = true;
    this.isLineComment = false;
    const { text } = this;
    let at = this.at + 2;
    let from = at;
    for (;;) {
      const code = text.charCodeAt(at);
      if (at >= this.end) {
        this.add(from, this.end);
        break;
      }
      if (code === NEWLINE) {
        at += 1;
        this.line += 1;
        this.add(from, at);
        while (
          at < this.end &&
          text.charCodeAt(at) !== NEWLINE &&
          (classOf(text.charCodeAt(at)) & SPACE) !== 0
        ) {
          at += 1;
        }
        if (text.charCodeAt(at) === STAR) {
          at += 1;
          if (text.charCodeAt(at) === SLASH) {
            at += 1;
            break;
          }
        }
        from = at;
      } else if (code === STAR && text.charCodeAt(at + 1) === SLASH) {
        this.add(from, at);
        at += 2;
        break;
      } else {
        at += 1;
      }
    }
    this.at = Math.min(at, this.end);
  }

  private add(start: number, end: number): void {
    if (start < end) this.parts.push(start, end);
  }
}
