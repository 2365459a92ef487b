import { readFileSync } from "node:fs";
import { bundledSource, type Diagnostic, renderDiagnostic } from "@tramline/compiler";
import { parseComplaints } from "@tramline/compiler/plugin";
import { type CompiledFiles, displayPath } from "../contract/compile-sources.ts";
import type { Terminal } from "../terminal/terminal.ts";

type Place = Pick<Diagnostic, "line" | "column" | "span" | "snippet">;

const NO_PLACE: Place = { line: 0, column: 0, span: { start: 0, end: 0 }, snippet: "" };

/**
 * Shows what a plugin has against contracts as errors of our own are shown: with file, line and column, and
 * the line itself.
 *
 * @returns what it says about no contract
 */
export async function showComplaints(
  text: string,
  compiled: CompiledFiles,
  { stderr, cwd }: Terminal,
  colored: boolean,
): Promise<string> {
  const names = new Set(compiled.files.map(({ name }) => name ?? ""));
  const rest: string[] = [];
  for (const complaint of parseComplaints(text, (path) => names.has(path))) {
    const { file, line, column } = complaint;
    if (file === undefined) {
      rest.push(complaint.message);
      continue;
    }
    const [message = "", ...more] = complaint.message.split("\n");
    const full = compiled.paths.get(file);
    const snippet = lineOf(file, full, line);
    const diagnostic: Diagnostic = {
      severity: "error",
      code: "PLUGIN",
      message,
      file: full === undefined ? file : displayPath(full, cwd),
      ...(snippet === undefined ? NO_PLACE : placeIn(snippet, line, column)),
      notes: more.filter((note) => note.trim() !== ""),
      hint: undefined,
    };
    await stderr.write(`${renderDiagnostic(diagnostic, { color: colored })}\n\n`);
  }
  return rest.join("\n").trim();
}

/** The word at the column, or the whole line when the plugin names none. */
function placeIn(snippet: string, line: number, column: number): Place {
  const start = column > 0 ? Math.min(column - 1, snippet.length) : snippet.search(/\S|$/);
  const marked = column > 0 ? /^[\w.]+/.exec(snippet.slice(start))?.[0] : snippet.trim();
  return { line, column: start + 1, span: { start, end: start + (marked?.length ?? 1) }, snippet };
}

function lineOf(name: string, full: string | undefined, line: number): string | undefined {
  const text = full === undefined ? bundledSource(name) : readFileSync(full, "utf8");
  return text?.split(/\r?\n/)[line - 1];
}
