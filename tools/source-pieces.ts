// Splits TypeScript and JavaScript into code, comments, and literals, without a compiler.

/** A part of a source text. All pieces of a source, joined, are the source again. */
export interface SourcePiece {
  /**
   * `template` is the text of a template literal between its backticks and `${`, `}`: a template with
   * substitutions has several pieces, with the code of the substitutions between them.
   */
  readonly kind: "code" | "comment" | "string" | "template" | "pattern";
  /** With its quotes or other signs. */
  readonly text: string;
  /** Index of its first character in the source. */
  readonly start: number;
}

/**
 * Splits a source text into its pieces, in order.
 *
 * @param source text of a module
 */
export function splitSource(source: string): SourcePiece[] {
  const pieces: SourcePiece[] = [];
  let at = 0;
  let codeStart = 0;
  // The code so far, with "0" for each literal: tells whether a slash begins a regular expression.
  let before = "";
  // One entry for each `${` that is open: how many braces were opened inside it.
  const templates: number[] = [];
  const close = (kind: SourcePiece["kind"], start: number, end: number): void => {
    if (start > codeStart) {
      pieces.push({ kind: "code", text: source.slice(codeStart, start), start: codeStart });
    }
    pieces.push({ kind, text: source.slice(start, end), start });
    at = codeStart = end;
  };
  while (at < source.length) {
    const char = source[at] ?? "";
    const next = source[at + 1];
    const innermost = templates.length - 1;
    if (char === "/" && next === "/") {
      const end = source.indexOf("\n", at);
      close("comment", at, end < 0 ? source.length : end);
    } else if (char === "/" && next === "*") {
      const end = source.indexOf("*/", at + 2);
      close("comment", at, end < 0 ? source.length : end + 2);
    } else if (char === '"' || char === "'") {
      close("string", at, endOfString(source, at));
      before += "0";
    } else if (char === "/" && startsExpression(before)) {
      close("pattern", at, endOfPattern(source, at));
      before += "0";
    } else if (char === "`" || (char === "}" && templates[innermost] === 0)) {
      if (char === "}") templates.pop();
      close("template", at, endOfTemplatePart(source, at + 1));
      const opens = source[at - 1] === "{";
      if (opens) templates.push(0);
      before += opens ? "(" : "0";
    } else {
      if (innermost >= 0 && (char === "{" || char === "}")) {
        templates[innermost] = (templates[innermost] ?? 0) + (char === "{" ? 1 : -1);
      }
      before += char;
      at++;
    }
  }
  if (codeStart < source.length) {
    pieces.push({ kind: "code", text: source.slice(codeStart), start: codeStart });
  }
  return pieces;
}

/** Index behind the closing quote; a string that is not closed ends with its line. */
function endOfString(source: string, from: number): number {
  const quote = source[from];
  for (let at = from + 1; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === quote || source[at] === "\n") return at + 1;
  }
  return source.length;
}

/** Index behind the closing backtick or behind the `${` that interrupts the template. */
function endOfTemplatePart(source: string, from: number): number {
  for (let at = from; at < source.length; at++) {
    if (source[at] === "\\") at++;
    else if (source[at] === "`") return at + 1;
    else if (source[at] === "$" && source[at + 1] === "{") return at + 2;
  }
  return source.length;
}

/** Index behind a regular expression's closing slash. */
function endOfPattern(source: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < source.length; at++) {
    const char = source[at];
    if (char === "\n") return at;
    if (char === "\\") at++;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) return at + 1;
  }
  return source.length;
}

/** Whether a slash behind this code begins a regular expression, and is not a division. */
function startsExpression(code: string): boolean {
  return /(?:^|[([{,;:=!&|?+\-*%<>~^}]|\b(?:return|typeof|case|of|in|yield|await|void))\s*$/.test(
    code.slice(-80),
  );
}
