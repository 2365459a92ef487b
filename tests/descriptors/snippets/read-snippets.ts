import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The file of a snippet that is compiled. */
export const MAIN = "main.proto";

/** One small input. */
export interface Snippet {
  /** The file it is in and what it is about: `fields: a number of 0`. */
  readonly name: string;
  /** Its files by path, {@link MAIN} among them. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * Reads the snippets of a folder. In its files each begins with a line `=== what it is about`;
 * its text is `main.proto`, and lines `-- path --` begin other files of it. A line `--- text` of
 * escapes, as a JSON string, stands for text that a file of lines cannot hold.
 */
export function readSnippets(kind: string): Snippet[] {
  const folder = fileURLToPath(new URL(`../testdata/${kind}/`, import.meta.url));
  const snippets: Snippet[] = [];
  for (const file of readdirSync(folder).sort()) {
    const area = path.basename(file, ".txt");
    const text = readFileSync(path.join(folder, file), "utf8");
    for (const part of text.split(/^=== /m).slice(1)) {
      const end = part.indexOf("\n");
      const name = `${area}: ${part.slice(0, end).trim()}`;
      snippets.push({ name, files: splitFiles(part.slice(end + 1)) });
    }
  }
  const names = new Set(snippets.map(({ name }) => name));
  if (names.size !== snippets.length) throw new Error(`two snippets of ${kind} have one name`);
  return snippets;
}

function splitFiles(text: string): Map<string, string> {
  const files = new Map<string, string>();
  const [first = "", ...parts] = text.split(/^-- (\S+) --\n/m);
  if (first.trim() !== "" || parts.length === 0) files.set(MAIN, unescaped(first));
  for (let at = 0; at + 1 < parts.length; at += 2) {
    files.set(parts[at] ?? "", unescaped(parts[at + 1] ?? ""));
  }
  return files;
}

/** The text itself, or what its one line `--- "…"` says. */
function unescaped(text: string): string {
  const escaped = /^--- (".*")\s*$/.exec(text)?.[1];
  return escaped === undefined ? text : (JSON.parse(escaped) as string);
}
