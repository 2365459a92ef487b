import type { SourceCodeInfo_Location } from "@tramline/protobuf/wkt";
import { commentsAfter } from "../lexer/comments.ts";
import type { Tokens } from "../lexer/tokens.ts";

/** A tab moves to the next column that is a multiple of this. */
const TAB_WIDTH = 8;

/**
 * Writes SourceCodeInfo while descriptors are built: a location per element, in the order of the
 * source, with its span (lines and columns from 0, columns in bytes with tabs of 8, as
 * protoc counts) and its comments.
 */
export class SourceInfoRecorder {
  readonly locations: SourceCodeInfo_Location[] = [];
  private readonly tokens: Tokens;
  private readonly enabled: boolean;
  private readonly startColumns: Int32Array | undefined;
  private readonly endColumns: Int32Array | undefined;
  private leading: string;
  private detached: string[];

  constructor(tokens: Tokens, enabled: boolean) {
    this.tokens = tokens;
    this.enabled = enabled;
    const { text, hasByteOrderMark } = tokens.file;
    const isPlain = !hasByteOrderMark && !/[\t\u0080-\uffff]/.test(text);
    const columns = enabled && !isPlain ? measureColumns(tokens) : undefined;
    this.startColumns = columns?.starts;
    this.endColumns = columns?.ends;
    const gap = enabled ? commentsAfter(tokens, -1) : undefined;
    this.leading = gap?.leading ?? "";
    this.detached = gap?.detached ?? [];
  }

  /** Adds the location of an element that spans the tokens from `first` to `last`. */
  add(path: readonly number[], first: number, last: number): SourceCodeInfo_Location | undefined {
    if (!this.enabled) return undefined;
    const { tokens } = this;
    const startLine = tokens.line(first);
    const endLine = tokens.line(last);
    const span = [startLine, this.startColumn(first)];
    if (endLine !== startLine) span.push(endLine);
    span.push(this.endColumn(last));
    const location: SourceCodeInfo_Location = {
      path: path as number[],
      span,
      leadingComments: undefined,
      trailingComments: undefined,
      leadingDetachedComments: [],
    };
    this.locations.push(location);
    return location;
  }

  /** Adds the location of the whole file. That of one without a token ends where the text begins. */
  addFile(last: number): void {
    const location = this.add([], 0, last);
    if (location === undefined || this.tokens.count > 1) return;
    const [line = 0, column = 0] = location.span;
    location.span = line === 0 ? [line, column, 0] : [line, column, 0, 0];
  }

  /**
   * A `;`, `{` or `}` at `token` completes the head or the whole of the element at `location`:
   * gives it the comments before it and the one behind the token, and keeps those that belong to
   * what comes next. Must be called for each such token in the order of the source.
   */
  end(token: number, location: SourceCodeInfo_Location | undefined): void {
    if (!this.enabled) return;
    const gap = commentsAfter(this.tokens, token);
    if (location !== undefined) {
      if (this.leading !== "") location.leadingComments = this.leading;
      if (gap.trailing !== "") location.trailingComments = gap.trailing;
      location.leadingDetachedComments = this.detached;
      this.detached = gap.detached;
    } else if (this.tokens.kind(token) === 0x7d) {
      this.detached = gap.detached;
    } else if (gap.detached.length > 0) {
      this.detached = this.detached.concat(gap.detached);
    }
    this.leading = gap.leading;
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
