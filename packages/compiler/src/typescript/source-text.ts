// Text of TypeScript under construction, and the ways of writing a name or a
// string from a contract into it so that it can mean nothing else.

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Lines of source with their indentation. */
export class SourceText {
  private readonly lines: string[] = [];
  private depth = 0;

  /** One line; a string of several lines is written as several. */
  line(text: string): void {
    for (const part of text.split("\n")) {
      this.lines.push(part === "" ? "" : "  ".repeat(this.depth) + part);
    }
  }

  /** An empty line, unless there is one already. */
  gap(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== "") this.lines.push("");
  }

  /**
   * Writes a line that opens a block, its content indented by one step, and a line that closes it
   * ("" for none).
   */
  block(open: string, body: () => void, close = "}"): void {
    if (open !== "") this.line(open);
    this.depth++;
    body();
    this.depth--;
    if (close !== "") this.line(close);
  }

  toString(): string {
    return `${this.lines.join("\n").trimEnd()}\n`;
  }
}

/** A string literal. Line separators are escaped too, which JSON leaves as they are. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** A property in an object literal or interface. `__proto__` would set the prototype if written plainly. */
export function propertyKey(name: string): string {
  if (name === "__proto__") return '["__proto__"]';
  return identifier.test(name) ? name : quote(name);
}

/** Reads or writes a property. */
export function access(object: string, name: string): string {
  return identifier.test(name) ? `${object}.${name}` : `${object}[${quote(name)}]`;
}
