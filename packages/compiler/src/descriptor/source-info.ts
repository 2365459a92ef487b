import { type Comment, commentsAfter } from "../lexer/comments.ts";
import type { Tokens } from "../lexer/tokens.ts";
import { type LocationRecord, LocationTable, NO_LOCATION } from "./location-table.ts";

/** A tab moves to the next column that is a multiple of this. */
const TAB_WIDTH = 8;

/**
 * Writes SourceCodeInfo while descriptors are built: a location per element, in the order of the
 * source, with its span (lines and columns from 0, columns in bytes with tabs of 8, as
 * protoc counts) and its comments.
 */
export class SourceInfoRecorder {
  /** The locations that were written; undefined when none are. */
  readonly table: LocationTable | undefined;
  private readonly tokens: Tokens;
  private readonly startColumns: Int32Array | undefined;
  private readonly endColumns: Int32Array | undefined;
  private leading: Comment;
  private detached: Comment[];

  constructor(tokens: Tokens, enabled: boolean) {
    this.tokens = tokens;
    const { text, hasByteOrderMark } = tokens.file;
    this.table = enabled ? new LocationTable(text, tokens.count) : undefined;
    const isPlain = !hasByteOrderMark && !/[\t\u0080-\uffff]/.test(text);
    const columns = enabled && !isPlain ? measureColumns(tokens) : undefined;
    this.startColumns = columns?.starts;
    this.endColumns = columns?.ends;
    const gap = enabled ? commentsAfter(tokens, -1) : undefined;
    this.leading = gap?.leading ?? [];
    this.detached = gap?.detached ?? [];
  }

  /** Adds the location of an element that spans the tokens from `first` to `last`. */
  add(path: readonly number[], first: number, last: number): LocationRecord {
    return this.addLocation(path, -1, 0, first, last);
  }

  /** Adds the location of a field of an element's descriptor, such as its name. */
  addPart(path: readonly number[], field: number, first: number, last: number): LocationRecord {
    return this.addLocation(path, field, 0, first, last);
  }

  /** Adds the location of an option, whose path will go on for `room` steps at most. */
  addOption(path: readonly number[], room: number, first: number, last: number): LocationRecord {
    return this.addLocation(path, -1, room, first, last);
  }

  /** Adds the location of the whole file. That of one without a token ends where the text begins. */
  addFile(last: number): void {
    const { tokens } = this;
    if (tokens.count > 1) this.add([], 0, last);
    else this.table?.add([], -1, 0, tokens.line(0), this.startColumn(0), 0, 0);
  }

  /**
   * A `;`, `{` or `}` at `token` completes the head or the whole of the element at `location`:
   * gives it the comments before it and the one behind the token, and keeps those that belong to
   * what comes next. Must be called for each such token in the order of the source.
   */
  end(token: number, location: LocationRecord | undefined): void {
    const { table } = this;
    if (table === undefined) return;
    const gap = commentsAfter(this.tokens, token);
    if (location !== undefined) {
      table.setComments(location, this.leading, gap.trailing, this.detached);
      this.detached = gap.detached;
    } else if (this.tokens.kind(token) === 0x7d) {
      this.detached = gap.detached;
    } else if (gap.detached.length > 0) {
      this.detached = this.detached.concat(gap.detached);
    }
    this.leading = gap.leading;
  }

  private addLocation(
    path: readonly number[],
    step: number,
    room: number,
    first: number,
    last: number,
  ): LocationRecord {
    const { table, tokens } = this;
    if (table === undefined) return NO_LOCATION;
    const startLine = tokens.line(first);
    const endLine = tokens.line(last);
    const startColumn = this.startColumn(first);
    return table.add(path, step, room, startLine, startColumn, endLine, this.endColumn(last));
  }

  private startColumn(token: number): number {
    const columns = this.startColumns;
    return columns === undefined
      ? this.plainColumn(this.tokens.start(token), token)
      : (columns[token] ?? 0);
  }

  private endColumn(token: number): number {
    const columns = this.endColumns;
    return columns === undefined
      ? this.plainColumn(this.tokens.end(token), token)
      : (columns[token] ?? 0);
  }

  private plainColumn(offset: number, token: number): number {
    return offset - this.tokens.file.lineStart(this.tokens.line(token));
  }
}

/** The columns of all tokens, for a text with tabs or characters beyond ASCII. */
function measureColumns(tokens: Tokens): { starts: Int32Array; ends: Int32Array } {
  const { text, hasByteOrderMark } = tokens.file;
  const starts = new Int32Array(tokens.count);
  const ends = new Int32Array(tokens.count);
  let at = 0;
  let column = hasByteOrderMark ? 3 : 0;
  const advance = (offset: number): number => {
    for (; at < offset; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x0a) column = 0;
      else if (code === 0x09) column += TAB_WIDTH - (column % TAB_WIDTH);
      else if (code < 0x80) column += 1;
      else if (code < 0x800) column += 2;
      // Each half of a surrogate pair: two of the pair's four bytes.
      else if (code >= 0xd800 && code <= 0xdfff) column += 2;
      else column += 3;
    }
    return column;
  };
  for (let token = 0; token < tokens.count; token++) {
    starts[token] = advance(tokens.start(token));
    ends[token] = advance(tokens.end(token));
  }
  return { starts, ends };
}
