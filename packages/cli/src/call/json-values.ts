// One JSON value after another out of text that comes in pieces.

import { TextDecoder } from "node:util";
import type { JsonValue } from "@tramline/protobuf";
import { CommandError } from "../command-error.ts";
import { JsonSyntaxError, parseJson } from "./parse-json.ts";

/** Longest text of one value, in characters; against input that never closes its bracket. */
const MAX_VALUE_LENGTH = 256 * 1024 * 1024;

/** A value, and where it began. */
export interface PlacedJson {
  readonly value: JsonValue;
  /** From 1. */
  readonly line: number;
}

/**
 * Values as soon as they are complete: an object or array with its last bracket, anything else with the
 * white space behind it. Between values there is white space, or nothing.
 *
 * @param source what error messages call the text: "-d", "stdin", a file
 * @throws CommandError CLI_DATA with line, column and snippet
 */
export async function* readJsonValues(
  chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
  source: string,
): AsyncGenerator<PlacedJson, void, undefined> {
  const splitter = new JsonSplitter(source);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of chunks) {
    splitter.add(typeof chunk === "string" ? chunk : decode(decoder, chunk, source));
    for (let next = splitter.next(); next !== undefined; next = splitter.next()) yield next;
  }
  splitter.end();
  for (let next = splitter.next(); next !== undefined; next = splitter.next()) yield next;
}

function decode(decoder: TextDecoder, chunk: Uint8Array, source: string): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new CommandError("CLI_DATA", `${source} is not UTF-8.`, "Save it as UTF-8.", {
      cause: error,
    });
  }
}

class JsonSplitter {
  private readonly source: string;
  private text: string;
  /** How far the text has been looked at. */
  private scanned: number;
  /** Where the value under way began; -1 between values. */
  private start: number;
  /** The closing brackets that are waited for, innermost last. */
  private closers: string;
  private inString: boolean;
  /** Lines before `text`, and characters of its first line before it. */
  private line: number;
  private column: number;
  private ended: boolean;

  constructor(source: string) {
    this.source = source;
    this.text = "";
    this.scanned = 0;
    this.start = -1;
    this.closers = "";
    this.inString = false;
    this.line = 1;
    this.column = 1;
    this.ended = false;
  }

  add(text: string): void {
    this.text += text;
    if (this.text.length > MAX_VALUE_LENGTH) {
      throw new CommandError(
        "CLI_DATA",
        `${this.source}: a value is longer than ${MAX_VALUE_LENGTH} characters.`,
      );
    }
  }

  end(): void {
    this.ended = true;
  }

  /** The next complete value; undefined while there is none. */
  next(): PlacedJson | undefined {
    const { text } = this;
    for (; this.scanned < text.length; this.scanned++) {
      const character = text[this.scanned] as string;
      if (this.inString) {
        if (character === "\\") {
          // What is escaped may come with the next piece.
          if (this.scanned + 1 >= text.length) break;
          this.scanned++;
        } else if (character === '"' || character === "\n") {
          this.inString = false;
          if (this.closers === "") return this.complete(this.scanned + 1);
        }
      } else if (isSpace(character)) {
        if (this.start >= 0 && this.closers === "") return this.complete(this.scanned);
      } else if (character === '"' || character === "{" || character === "[") {
        if (this.start >= 0 && this.closers === "") return this.complete(this.scanned);
        this.begin();
        if (character === '"') this.inString = true;
        else this.closers += character === "{" ? "}" : "]";
      } else if (character === "}" || character === "]") {
        this.begin();
        // A bracket that closes another one is an error, to be told at once.
        if (this.closers.at(-1) !== character) return this.complete(this.scanned + 1);
        this.closers = this.closers.slice(0, -1);
        if (this.closers === "") return this.complete(this.scanned + 1);
      } else {
        this.begin();
      }
    }
    if (this.ended && this.start >= 0) return this.complete(text.length);
    if (this.start < 0) this.drop(this.scanned);
    return undefined;
  }

  private begin(): void {
    if (this.start < 0) this.start = this.scanned;
  }

  private complete(end: number): PlacedJson {
    this.drop(this.start);
    const text = this.text.slice(0, end - this.start);
    const { line } = this;
    let value: JsonValue;
    try {
      value = parseJson(text);
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      throw this.explain(text, error);
    }
    this.start = -1;
    this.closers = "";
    this.inString = false;
    this.scanned = text.length;
    this.drop(text.length);
    return { value, line };
  }

  /** Forgets text that has been used, and keeps count of its lines. */
  private drop(length: number): void {
    if (length === 0) return;
    const used = this.text.slice(0, length);
    const lines = used.split("\n");
    this.line += lines.length - 1;
    const last = lines.at(-1) ?? "";
    this.column = lines.length === 1 ? this.column + last.length : last.length + 1;
    this.text = this.text.slice(length);
    this.scanned = Math.max(0, this.scanned - length);
  }

  private explain(text: string, error: JsonSyntaxError): CommandError {
    const before = text.slice(0, error.offset).split("\n");
    const lastBefore = before.at(-1) ?? "";
    const line = this.line + before.length - 1;
    const column = (before.length === 1 ? this.column : 1) + lastBefore.length;
    const rest = (text.slice(error.offset) + this.text.slice(text.length)).split("\n", 1)[0] ?? "";
    // Long lines are cut around the place.
    const shownBefore = lastBefore.slice(-60);
    const shown = (shownBefore + rest.slice(0, 40)).replaceAll("\t", " ");
    const lines = [`  ${shown}`, `  ${" ".repeat(shownBefore.length)}^`];
    if (error.hint !== undefined) lines.push(error.hint);
    return new CommandError(
      "CLI_DATA",
      `${this.source}, line ${line}, column ${column}: this is not JSON: ${error.message}.`,
      lines.join("\n"),
      { cause: error },
    );
  }
}

function isSpace(character: string): boolean {
  return character === " " || character === "\n" || character === "\r" || character === "\t";
}
