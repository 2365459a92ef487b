import { JsonError, type JsonErrorCode } from "./json-error.ts";

/** Messages may be nested this deep in JSON, as in the binary form. */
export const maxJsonDepth = 100;

/** A way as text: `items[2].price`, `map["a b"]`. */
export function formatPath(segments: readonly (string | number)[]): string {
  let text = "";
  for (const segment of segments) {
    if (typeof segment === "number") text += `[${segment}]`;
    else if (!/^[A-Za-z_$][\w$]*$/.test(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === "" ? segment : `.${segment}`;
  }
  return text;
}

/** The way from the root to the value at hand; only joined when something is wrong with it. */
export class JsonPath {
  private readonly segments: (string | number)[];
  private depth: number;

  /** @param depth the number of messages around the root */
  constructor(depth = 0) {
    this.segments = [];
    this.depth = depth;
  }

  /** The number of messages around the current value. */
  get messageDepth(): number {
    return this.depth;
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
      throw this.error("JSON_DEPTH", `messages are nested more than ${maxJsonDepth} deep`);
    }
  }

  leave(): void {
    this.depth--;
  }

  error(code: JsonErrorCode, what: string, options?: ErrorOptions): JsonError {
    return new JsonError(code, this.toString(), what, options);
  }

  toString(): string {
    return formatPath(this.segments);
  }
}
