import type { Declaration } from "@tramline/protobuf";
import type { SourceText } from "./source-text.ts";

/** The comments of a declaration as doc comment; nothing if there are none. */
export function writeComments(text: SourceText, declaration: Declaration): void {
  const { leading, trailing } = declaration.comments;
  const lines = [leading, trailing].flatMap((comment) =>
    comment === undefined ? [] : commentLines(comment),
  );
  if (declaration.deprecated) lines.push(...(lines.length > 0 ? [""] : []), "@deprecated");
  writeDocComment(text, lines);
}

/** Lines as doc comment. Whatever would end it is broken up. */
export function writeDocComment(text: SourceText, lines: readonly string[]): void {
  const safe = lines.map((line) => line.replaceAll("*/", "*\\/"));
  if (safe.length === 0) return;
  if (safe.length === 1) {
    text.line(`/** ${safe[0]} */`);
    return;
  }
  text.line("/**");
  for (const line of safe) text.line(line === "" ? " *" : ` * ${line}`);
  text.line(" */");
}

/** The lines of a comment without the space that follows `//`, and without empty ones around them. */
export function commentLines(comment: string): string[] {
  const lines = comment
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => line.trimEnd().replace(/^ /, ""));
  while (lines[0] === "") lines.shift();
  while (lines.at(-1) === "") lines.pop();
  return lines;
}
