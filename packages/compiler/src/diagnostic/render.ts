import type { Diagnostic } from "./diagnostic.ts";

/** How to print a diagnostic. */
export interface RenderOptions {
  /** Use ANSI colors. Default false. */
  readonly color?: boolean | undefined;
}

const RESET = "\u001b[0m";
const BOLD = "\u001b[1m";
const RED = "\u001b[31m";
const YELLOW = "\u001b[33m";
const BLUE = "\u001b[34m";
const CYAN = "\u001b[36m";

/** Longest part of a line that is shown; longer ones are cut around the marked place. */
const MAX_SNIPPET = 160;
/** The replacement of a tab in the printed snippet. */
const TAB = "    ";

/**
 * A diagnostic as text of several lines, without a line break at the end:
 * severity, code and message; file, line and column; the line with a caret under the place;
 * notes and a hint.
 */
export function renderDiagnostic(diagnostic: Diagnostic, options?: RenderOptions): string {
  const color = options?.color === true;
  const paint = (code: string, text: string): string => (color ? code + text + RESET : text);
  const tone = diagnostic.severity === "error" ? RED : YELLOW;
  const head = paint(BOLD + tone, `${diagnostic.severity}[${diagnostic.code}]`);
  const lines = [`${head}${paint(BOLD, `: ${printable(diagnostic.message)}`)}`];
  if (diagnostic.line === 0) {
    lines.push(`  ${paint(BLUE, "-->")} ${printable(diagnostic.file)}`);
    appendDetails(lines, "   ", diagnostic, paint);
    return lines.join("\n");
  }
  const number = String(diagnostic.line);
  const margin = " ".repeat(number.length);
  const place = `${printable(diagnostic.file)}:${diagnostic.line}:${diagnostic.column}`;
  lines.push(`${margin}${paint(BLUE, "-->")} ${place}`);
  const { text, caret, width } = snippetAround(diagnostic);
  lines.push(
    `${margin} ${paint(BLUE, "|")}`,
    `${paint(BLUE, `${number} |`)} ${text}`.trimEnd(),
    `${margin} ${paint(BLUE, "|")} ${" ".repeat(caret)}${paint(BOLD + tone, "^".repeat(width))}`,
  );
  appendDetails(lines, `${margin} `, diagnostic, paint);
  return lines.join("\n");
}

function appendDetails(
  lines: string[],
  margin: string,
  diagnostic: Diagnostic,
  paint: (code: string, text: string) => string,
): void {
  for (const note of diagnostic.notes) {
    lines.push(`${margin}${paint(BLUE, "=")} ${paint(BOLD, "note:")} ${printable(note)}`);
  }
  if (diagnostic.hint !== undefined) {
    lines.push(
      `${margin}${paint(BLUE, "=")} ${paint(CYAN, "hint:")} ${printable(diagnostic.hint)}`,
    );
  }
}

function snippetAround(diagnostic: Diagnostic): { text: string; caret: number; width: number } {
  const line = diagnostic.snippet;
  const from = diagnostic.column - 1;
  const length = Math.max(
    1,
    Math.min(diagnostic.span.end - diagnostic.span.start, line.length - from),
  );
  const cut = from > MAX_SNIPPET - 40 ? from - 40 : 0;
  const shown = line.slice(cut, cut + MAX_SNIPPET);
  const before = printable(shown.slice(0, from - cut));
  const marked = printable(shown.slice(from - cut, from - cut + length));
  const after = printable(shown.slice(from - cut + length));
  const lead = cut > 0 ? "…" : "";
  const tail = cut + MAX_SNIPPET < line.length ? "…" : "";
  return {
    text: lead + before + marked + after + tail,
    caret: lead.length + before.length,
    width: Math.max(1, marked.length),
  };
}

/** Text that cannot steer a terminal: tabs widened, control and unpaired characters replaced. */
function printable(text: string): string {
  let plain = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || code >= 0x2028) {
      plain = false;
      break;
    }
  }
  if (plain) return text;
  let out = "";
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x09) out += TAB;
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) out += "\ufffd";
    else if (code >= 0x2028 && code <= 0x202e) out += "\ufffd";
    else if (code >= 0x2066 && code <= 0x2069) out += "\ufffd";
    else if (code >= 0xd800 && code <= 0xdfff) out += "\ufffd";
    else out += character;
  }
  return out;
}
