// Finds what a module imports, without a compiler: comments, strings and templates are told apart from
// code, then the import and export statements of what is left are read.

/** One import, re-export or dynamic import of a module. */
export interface ModuleImport {
  /** What stands between the quotes. */
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
  /** Whether it is erased when types are stripped (`import type`, `export type … from`). */
  readonly typeOnly: boolean;
}

const statement =
  /(?<![\w$.])(?:(?:import|export)(\s+type\b(?!\s*,|\s+from\b))?(?:[\s\w$,{}*]|"\d+")*?\bfrom\s*|import\s*|import\s*\(\s*)"(\d+)"/g;

/**
 * Lists the imports of a TypeScript or JavaScript module, in the order in which they stand.
 *
 * @param source text of the module
 */
export function findImports(source: string): ModuleImport[] {
  const { code, strings } = maskLiterals(source);
  const found: ModuleImport[] = [];
  for (const match of code.matchAll(statement)) {
    const specifier = strings[Number(match[2])];
    if (specifier === undefined) continue;
    const line = code.slice(0, match.index).split("\n").length;
    found.push({ specifier, line, typeOnly: match[1] !== undefined });
  }
  return found;
}

/**
 * Replaces comments, templates and regular expressions by spaces and each string by its number in
 * quotes; line ends stay.
 */
function maskLiterals(source: string): { code: string; strings: string[] } {
  const strings: string[] = [];
  let code = "";
  let at = 0;
  // One entry for each `${` that is open: how many braces were opened inside it.
  const templates: number[] = [];
  const keepLines = (from: number, to: number): void => {
    code += source.slice(from, to).replace(/[^\n]/g, " ");
  };
  while (at < source.length) {
    const char = source[at];
    const next = source[at + 1];
    const start = at;
    const innermost = templates.length - 1;
    if (char === "/" && next === "/") {
      const end = source.indexOf("\n", at);
      at = end < 0 ? source.length : end;
      keepLines(start, at);
    } else if (char === "/" && next === "*") {
      const end = source.indexOf("*/", at + 2);
      at = end < 0 ? source.length : end + 2;
      keepLines(start, at);
    } else if (char === '"' || char === "'") {
      at = endOfString(source, at);
      code += `"${strings.length}"`;
      strings.push(source.slice(start + 1, at - 1));
    } else if (char === "/" && startsExpression(code)) {
      at = endOfPattern(source, at);
      // A value stands here: what follows it cannot be a pattern.
      code += "0";
      keepLines(start + 1, at);
    } else if (char === "`" || (char === "}" && templates[innermost] === 0)) {
      if (char === "}") templates.pop();
      at = endOfTemplatePart(source, at + 1);
      const opens = source[at - 1] === "{";
      if (opens) templates.push(0);
      keepLines(start, at - 1);
      code += opens ? " " : "0";
    } else {
      if (innermost >= 0 && (char === "{" || char === "}")) {
        templates[innermost] = (templates[innermost] ?? 0) + (char === "{" ? 1 : -1);
      }
      code += char;
      at++;
    }
  }
  return { code, strings };
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
