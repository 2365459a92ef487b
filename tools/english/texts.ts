// Finds the texts that users read: the prose of Markdown, and the docstrings and messages of sources.
import { splitSource } from "../source-pieces.ts";

/** One text, such as a paragraph, a docstring, or a message. */
export interface UserText {
  readonly kind: "prose" | "docstring" | "message";
  /** Without the signs of a comment or a list; each line end is one space. Code is replaced by "`". */
  readonly text: string;
  /** The line, from 1, of each character of `text`. */
  readonly lines: readonly number[];
}

/** Collects a text with the line of each of its characters. */
class TextBuilder {
  private text = "";
  private readonly lines: number[] = [];
  private readonly kind: UserText["kind"];

  constructor(kind: UserText["kind"]) {
    this.kind = kind;
  }

  add(text: string, line: number): void {
    if (this.text !== "" && text !== "") this.append(" ", line);
    this.append(text, line);
  }

  /** The text so far, if there is any; begins the next one. */
  take(): UserText[] {
    const taken = { kind: this.kind, text: this.text, lines: [...this.lines] };
    this.text = "";
    this.lines.length = 0;
    return taken.text === "" ? [] : [taken];
  }

  private append(text: string, line: number): void {
    this.text += text;
    for (let count = 0; count < text.length; count++) this.lines.push(line);
  }
}

/**
 * Finds the paragraphs, list items, and table cells of a Markdown page, and the comments in its
 * examples of TypeScript. Other fenced blocks, inline code, and the addresses of links are left out.
 */
export function markdownTexts(page: string): UserText[] {
  const texts: UserText[] = [];
  const builder = new TextBuilder("prose");
  let fence: { sign: string; language: string } | undefined;
  for (const [index, raw] of withoutInlineCode(page).split("\n").entries()) {
    const line = index + 1;
    const opening = /^\s*(```+|~~~+)\s*(\w*)/.exec(raw);
    if (fence !== undefined) {
      if (opening?.[1] === fence.sign && opening[2] === "") fence = undefined;
      else if (fence.language === "ts") {
        const comment = /(?:^|\s)\/\/ (.*)$/.exec(raw)?.[1];
        if (comment === undefined) texts.push(...builder.take());
        else builder.add(comment.trim(), line);
      }
      continue;
    }
    if (opening !== null) {
      texts.push(...builder.take());
      fence = { sign: opening[1] ?? "", language: opening[2] ?? "" };
      continue;
    }
    if (raw.trim() === "" || /^\s*(#|[-*] |\d+\. |\||<!--)/.test(raw)) {
      texts.push(...builder.take());
    }
    if (/^\s*<!--/.test(raw)) continue;
    if (/^\s*\|/.test(raw)) {
      for (const cell of raw.split("|")) {
        builder.add(cell.trim(), line);
        texts.push(...builder.take());
      }
      continue;
    }
    builder.add(raw.replace(/^\s*(#+ |[-*] |\d+\. |> )?\s*/, "").trimEnd(), line);
  }
  return [...texts, ...builder.take()];
}

/** Replaces inline code, which may run over a line end, and addresses of links by "`" and line ends. */
function withoutInlineCode(page: string): string {
  const parts = page.split(/^(?=\s*(?:```|~~~))/m);
  let inside = false;
  return parts
    .map((part) => {
      const fenced = /^\s*(```|~~~)/.test(part);
      if (fenced) inside = !inside;
      const [first = "", ...rest] = part.split("\n");
      // Behind the line that closes a block, there is prose again.
      if (fenced && inside) return part;
      const prose = (text: string): string =>
        text
          .replace(/``[^`]+``|`[^`]+`/g, (code) => `\`${code.replace(/[^\n]/g, "")}\``)
          .replace(/\]\([^)\n]*\)/g, "]");
      return fenced ? [first, ...prose(rest.join("\n")).split("\n")].join("\n") : prose(part);
    })
    .join("");
}

/**
 * Finds the docstrings of a TypeScript module (comments that begin with two stars) and its messages:
 * strings and parts of templates of at least two words.
 */
export function sourceTexts(source: string): UserText[] {
  const texts: UserText[] = [];
  let line = 1;
  let seen = 0;
  for (const { kind, text, start } of splitSource(source)) {
    line += countLineEnds(source.slice(seen, start));
    seen = start;
    if (kind === "comment" && text.startsWith("/**")) texts.push(...docstringTexts(text, line));
    if (kind !== "string" && kind !== "template") continue;
    const content = text.slice(1, text.endsWith("${") ? -2 : -1).replace(/\\[nt]/g, "  ");
    if (!/[a-z]\S*\s+\S*[a-z]|^ \w+$/i.test(content)) continue;
    // A docstring of generated code.
    if (/^\s*\/\*\* .*\*\/$/.test(content)) {
      texts.push(...docstringTexts(content.trim(), line));
      continue;
    }
    const builder = new TextBuilder("message");
    for (const [index, part] of content.split("\n").entries()) {
      builder.add(part.replace(/`[^`]*`/g, "``"), line + index);
    }
    texts.push(...builder.take());
  }
  return texts;
}

/** The description of a docstring, and each of its tags as a text of its own. */
function docstringTexts(comment: string, firstLine: number): UserText[] {
  const texts: UserText[] = [];
  const builder = new TextBuilder("docstring");
  const content = comment.slice(3, -2).replace(/`[^`]+`/g, (code) => {
    const lineEnds = code.replace(/[^\n]/g, "");
    return `\`${lineEnds}\``;
  });
  for (const [index, raw] of content.split("\n").entries()) {
    const text = raw.replace(/^\s*\* ?/, "").trim();
    // The lines of an example are code.
    if (text === "" || text.startsWith("@")) texts.push(...builder.take());
    builder.add(text, firstLine + index);
  }
  return [...texts, ...builder.take()].map((each, index) =>
    // Only the first paragraph opens the docstring.
    index === 0 ? each : { ...each, kind: "prose" },
  );
}

function countLineEnds(text: string): number {
  return text.split("\n").length - 1;
}
