/** A fenced block of code in a page. */
export interface CodeBlock {
  /** What follows the fence: `ts`, `proto`, `text`, `sh`. */
  readonly language: string;
  /** What follows the language: the name of a file, or `run`. Empty for a piece of a program. */
  readonly label: string;
  readonly text: string;
  /** Of the fence, counted from 1. */
  readonly line: number;
}

/** The fenced blocks of a page in Markdown. */
export function findCodeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = markdown.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const fence = /^```(\w+) ?(.*)$/.exec(lines[at] ?? "");
    if (fence === null) continue;
    const end = lines.indexOf("```", at + 1);
    if (end < 0) throw new Error(`the block at line ${at + 1} has no end`);
    const [, language = "", label = ""] = fence;
    const text = `${lines.slice(at + 1, end).join("\n")}\n`;
    blocks.push({ language, label: label.trim(), text, line: at + 1 });
    at = end;
  }
  return blocks;
}

/**
 * A piece of a program as a module of its own: its imports stay at the top, the rest becomes the body
 * of a function, so that it may await and return and use what prelude.d.ts declares.
 */
export function moduleOf(piece: string): string {
  const imports: string[] = [];
  const body: string[] = [];
  let isImport = false;
  for (const line of piece.split("\n")) {
    if (line.startsWith("import ")) isImport = true;
    (isImport ? imports : body).push(line);
    if (isImport && line.endsWith(";")) isImport = false;
  }
  return `${imports.join("\n")}\nexport async function example(): Promise<unknown> {\n${body.join("\n")}\nreturn;\n}\n`;
}
