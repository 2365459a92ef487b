import { JsonError, type JsonErrorCode } from "./json-error.ts";

/** Messages may be nested this deep in JSON, as in the binary form. */
const maxJsonDepth = 100;

/** The way from the root to the value at hand; only joined when something is wrong with it. */
export class JsonPath {
  private readonly segments: (string | number)[];
  private depth: number;

  constructor() {
    this.segments = [];
    this.depth = 0;
  }

  /** Goes to a property (by name) or an element (by index). */
  push(segment: string | number): void {
    this.segments.push(segment);
  }

  pop(): void {
    this.segments.pop();
  }

  /** Goes one message deeper. */
  enter(): void {
    if (++this.depth > maxJsonDepth) {
      throw this.error("JSON_DEPTH", `messages lie more than ${maxJsonDepth} deep in one another`);
    }
  }

  leave(): void {
    this.depth--;
  }

  error(code: JsonErrorCode, what: string, options?: ErrorOptions): JsonError {
    return new JsonError(code, this.toString(), what, options);
  }

  toString(): string {
    let text = "";
    for (const segment of this.segments) {
      if (typeof segment === "number") text += `[${segment}]`;
      else if (!/^[A-Za-z_$][\w$]*$/.test(segment)) text += `[${JSON.stringify(segment)}]`;
      else text += text === "" ? segment : `.${segment}`;
    }
    return text;
  }
}
