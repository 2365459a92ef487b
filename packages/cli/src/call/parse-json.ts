// JSON as people type it: errors say where and what to do, and integers that a JavaScript number cannot
// hold stay whole.

import type { JsonObject, JsonValue } from "@tramline/protobuf";

/** Deepest nesting of arrays and objects; against input made to exhaust the stack. */
const MAX_DEPTH = 200;

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const WORD = /[\p{L}_$][\p{L}\d_$]*/uy;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/y;
const STRING_START = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*/y;

/** Text that is not JSON. */
export class JsonSyntaxError extends Error {
  override readonly name = "JsonSyntaxError";
  /** Where, in UTF-16 code units. */
  readonly offset: number;
  readonly hint: string | undefined;

  constructor(offset: number, message: string, hint?: string) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}

/**
 * Parses one JSON value (RFC 8259), like JSON.parse, but: integers beyond ±2^53 become strings, which is how
 * ProtoJSON writes 64-bit ones; a name given twice in one object is an error.
 *
 * @throws JsonSyntaxError
 */
export function parseJson(text: string): JsonValue {
  const parser = new Parser(text);
  const value = parser.value(0);
  parser.end();
  return value;
}

class Parser {
  private readonly text: string;
  private position: number;

  constructor(text: string) {
    this.text = text;
    this.position = 0;
  }

  value(depth: number): JsonValue {
    this.space();
    switch (this.text[this.position]) {
      case "{":
        return this.object(this.deeper(depth));
      case "[":
        return this.array(this.deeper(depth));
      case '"':
        return this.string();
      case undefined:
        throw this.error("the text ends where a value should be");
      case "'":
        throw this.error("text is in single quotes", 'Use double quotes: "…".');
      case "}":
      case "]":
      case ",":
      case ":":
        throw this.error(`there is a ${this.text[this.position] ?? ""} where a value should be`);
      default: {
        const word = this.word();
        return word === undefined ? this.number() : word;
      }
    }
  }

  end(): void {
    this.space();
    if (this.position < this.text.length) {
      throw this.error(`there is ${this.here()} after the end of the value`);
    }
  }

  private object(depth: number): JsonObject {
    const object: JsonObject = {};
    const start = this.position++;
    for (let first = true; ; first = false) {
      this.space();
      if (first && this.take("}")) return object;
      const at = this.position;
      const name = this.name(start);
      this.space();
      if (!this.take(":")) throw this.error(`there is ${this.here()} where a ":" should be`);
      const value = this.value(depth);
      if (Object.hasOwn(object, name)) {
        throw new JsonSyntaxError(at, `${JSON.stringify(name)} is given twice`);
      }
      // An assignment to __proto__ would not make a property.
      Object.defineProperty(object, name, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
      this.space();
      if (this.take("}")) return object;
      this.comma("}", start);
    }
  }

  private array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    const start = this.position++;
    this.space();
    if (this.take("]")) return array;
    while (true) {
      array.push(this.value(depth));
      this.space();
      if (this.take("]")) return array;
      this.comma("]", start);
    }
  }

  /** Takes the comma between two members; anything else there is an error. */
  private comma(close: string, start: number): void {
    if (this.position >= this.text.length) throw this.unclosed(start);
    const at = this.position;
    if (!this.take(",")) {
      throw this.error(`there is ${this.here()} where a "," or "${close}" should be`);
    }
    this.space();
    if (this.text[this.position] === close) {
      throw new JsonSyntaxError(at, `there is a "," before the "${close}"`, "Leave it out.");
    }
  }

  private name(start: number): string {
    const character = this.text[this.position];
    if (character === '"') return this.string();
    if (character === undefined) throw this.unclosed(start);
    const word = this.match(WORD);
    if (word !== undefined) {
      this.position -= word.length;
      throw this.error(`${word} is not in quotes`, `Write names in double quotes: "${word}".`);
    }
    if (character === "'") {
      throw this.error("a name is in single quotes", 'Use double quotes: "…".');
    }
    throw this.error(`there is ${this.here()} where a name in quotes should be`);
  }

  private string(): string {
    const start = this.position;
    const literal = this.match(STRING);
    if (literal !== undefined) return JSON.parse(literal) as string;
    this.match(STRING_START);
    const character = this.text[this.position];
    if (character === undefined) {
      throw new JsonSyntaxError(start, 'the text that begins here has no closing "');
    }
    if (character === "\\") {
      throw this.error(
        `${JSON.stringify(this.text.slice(this.position, this.position + 2)).slice(2, -1)} is not an escape`,
        'The escapes are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u1234.',
      );
    }
    throw this.error(
      "there is a line break or control character in text",
      "Write \\n, \\t or \\u….",
    );
  }

  private number(): JsonValue {
    const start = this.position;
    const literal = this.match(NUMBER);
    if (literal === undefined || /[\d.eE+]/.test(this.text[this.position] ?? "")) {
      this.position = start;
      throw this.error(`there is ${this.here()}, which is not a JSON value`);
    }
    const number = Number(literal);
    const isInteger = /^-?\d+$/.test(literal);
    return isInteger && !Number.isSafeInteger(number) ? literal : number;
  }

  private word(): JsonValue | undefined {
    const word = this.match(WORD);
    switch (word) {
      case undefined:
        return undefined;
      case "true":
        return true;
      case "false":
        return false;
      case "null":
        return null;
    }
    this.position -= word.length;
    throw this.error(`${word} is not a JSON value`, `Write text in double quotes: "${word}".`);
  }

  private deeper(depth: number): number {
    if (depth >= MAX_DEPTH) throw this.error(`it is nested deeper than ${MAX_DEPTH} levels`);
    return depth + 1;
  }

  private unclosed(start: number): JsonSyntaxError {
    return new JsonSyntaxError(start, `the "${this.text[start] ?? ""}" here is not closed`);
  }

  private space(): void {
    this.match(SPACE);
  }

  private take(character: string): boolean {
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  private here(): string {
    const character = this.text.slice(this.position, this.position + 2);
    const [first] = character;
    return first === undefined ? "the end of the text" : JSON.stringify(first);
  }

  private error(message: string, hint?: string): JsonSyntaxError {
    return new JsonSyntaxError(this.position, message, hint);
  }
}
