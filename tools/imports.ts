// Finds the imports of a module without a compiler: masks its comments, strings, and templates, then
// reads the import and export statements that remain.
import { splitSource } from "./source-pieces.ts";

/** One import, re-export or dynamic import of a module. */
export interface ModuleImport {
  /** The text between the quotes. */
  readonly specifier: string;
  /** From 1. */
  readonly line: number;
  /** Whether it is erased when types are stripped (`import type`, `export type … from`). */
  readonly typeOnly: boolean;
}

const statement =
  /(?<![\w$.])(?:(?:import|export)(\s+type\b(?!\s*,|\s+from\b))?(?:[\s\w$,{}*]|"\d+")*?\bfrom\s*|import\s*|import\s*\(\s*)"(\d+)"/g;

/**
 * Lists the imports of a TypeScript or JavaScript module, in their order.
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
  for (const { kind, text } of splitSource(source)) {
    if (kind === "code") code += text;
    else if (kind === "string") {
      code += `"${strings.length}"`;
      strings.push(text.slice(1, -1));
    } else code += text.replace(/[^\n]/g, " ");
  }
  return { code, strings };
}
