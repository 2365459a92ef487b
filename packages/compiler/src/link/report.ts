import type { Node } from "../ast/nodes.ts";
import type { FileDefinition } from "../descriptor/definitions.ts";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import type { DiagnosticDetails, Reporter } from "../diagnostic/diagnostic.ts";

/** Reports an error about a node of a file. */
export function report(
  reporter: Reporter,
  file: FileDefinition,
  node: Node,
  code: DiagnosticCode,
  message: string,
  details?: DiagnosticDetails,
): void {
  const { tokens, source } = file.parsed;
  const end = tokens.end(node.last);
  reporter.error(code, source, tokens.start(node.first), end, message, details);
}

/** Reports a warning about a node of a file. */
export function warn(
  reporter: Reporter,
  file: FileDefinition,
  node: Node,
  code: DiagnosticCode,
  message: string,
  details?: DiagnosticDetails,
): void {
  const { tokens, source } = file.parsed;
  const end = tokens.end(node.last);
  reporter.warning(code, source, tokens.start(node.first), end, message, details);
}

/** "on line 12", for notes about another place in the same file. */
export function reportWithin(file: FileDefinition, node: Node): string {
  return `on line ${file.parsed.tokens.line(node.first) + 1}`;
}
