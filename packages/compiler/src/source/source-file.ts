/** A place in a file as a person counts: both from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The text of one .proto file, and where its lines begin. */
export class SourceFile {
  /** Path as it is written in imports, with slashes: `shop/v1/orders.proto`. */
  readonly path: string;
  /** The whole text, without a byte order mark. */
  readonly text: string;
  /** True if the text began with a byte order mark. */
  readonly hasByteOrderMark: boolean;
  private lineStarts: number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.hasByteOrderMark = text.charCodeAt(0) === 0xfeff;
    this.text = this.hasByteOrderMark ? text.slice(1) : text;
    this.lineStarts = undefined;
  }

  /** Line and column of an offset; an offset beyond the text is its end. */
  position(offset: number): Position {
    const line = this.lineAt(offset);
    const at = Math.min(Math.max(offset, 0), this.text.length);
    return { line: line + 1, column: at - (this.starts()[line] ?? 0) + 1 };
  }

  /** The text of a line, counted from 1, without its line break. Empty for a line that is not there. */
  lineText(line: number): string {
    const starts = this.starts();
    const start = starts[line - 1];
    if (start === undefined) return "";
    let end = starts[line] ?? this.text.length + 1;
    end -= 1;
    if (end > start && this.text.charCodeAt(end - 1) === 0x0d) end -= 1;
    return this.text.slice(start, end);
  }

  /** Offset at which a line begins, the line counted from 0. */
  lineStart(line: number): number {
    return this.starts()[line] ?? this.text.length;
  }

  private lineAt(offset: number): number {
    const starts = this.starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private starts(): number[] {
    if (this.lineStarts === undefined) {
      const starts = [0];
      let at = this.text.indexOf("\n");
      while (at !== -1) {
        starts.push(at + 1);
        at = this.text.indexOf("\n", at + 1);
      }
      this.lineStarts = starts;
    }
    return this.lineStarts;
  }
}
