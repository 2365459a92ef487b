/** Collects printed fields, each on a line of its own or all on one. */
export class TextOutput {
  private readonly indent: string;
  private readonly isOneLine: boolean;
  private text: string;
  private level: number;

  /** @param indent spaces to indent each level by; 0 for everything on one line */
  constructor(indent: number) {
    this.indent = " ".repeat(indent);
    this.isOneLine = indent === 0;
    this.text = "";
    this.level = 0;
  }

  /** A field with its value, or a bracket. */
  line(text: string): void {
    if (!this.isOneLine) this.text += `${this.indent.repeat(this.level)}${text}\n`;
    else this.text += this.text === "" ? text : ` ${text}`;
  }

  /** Goes into a message. */
  open(name: string): void {
    this.line(`${name} {`);
    this.level++;
  }

  close(): void {
    this.level--;
    this.line("}");
  }

  toString(): string {
    return this.text;
  }
}
