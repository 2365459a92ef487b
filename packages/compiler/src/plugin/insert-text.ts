import { joinBytes } from "./decode-response.ts";

const encoder = new TextEncoder();
const NEWLINE = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const AT = 0x40;
const SLASH = 0x2f;
const STAR = 0x2a;

/** Text that was put into a file, and what became of it there. */
export interface Insertion {
  /** The whole file, with the text. */
  readonly content: Uint8Array;
  /** The text, with a line break at its end. */
  readonly text: Uint8Array;
  /** Where it begins in the file, with the indentation of its first line. */
  readonly offset: number;
  /** How far each of its lines was indented. */
  readonly indentLength: number;
  /** How many bytes the file has more. */
  readonly length: number;
}

/**
 * Puts text in front of the line that has `@@protoc_insertion_point(NAME)`, each of its lines indented as
 * that line is; or, where the point is in a comment of its own in the middle of a line, in front of
 * that comment. plugin.proto describes the first, protoc does both.
 *
 * @returns undefined when the content has no such point
 */
export function insertText(
  content: Uint8Array,
  point: string,
  inserted: Uint8Array,
): Insertion | undefined {
  const marker = encoder.encode(`@@protoc_insertion_point(${point})`);
  const at = find(content, marker);
  if (at === -1) return undefined;
  // As protoc has it: a comment that begins the file does not count.
  const isInline = at > 3 && content[at - 3] === SLASH && content[at - 2] === STAR;
  const start = isInline ? at - 3 : content.lastIndexOf(NEWLINE, at) + 1;
  let indentEnd = start;
  while (content[indentEnd] === SPACE || content[indentEnd] === TAB) indentEnd += 1;
  const indent = content.subarray(start, indentEnd);
  const lines = linesOf(inserted);
  const changed = joinBytes([
    content.subarray(0, start),
    ...lines.flatMap((line) => (indent.length === 0 ? [line] : [indent, line])),
    content.subarray(start),
  ]);
  return {
    content: changed,
    text: joinBytes(lines),
    offset: start,
    indentLength: indent.length,
    length: changed.length - content.length,
  };
}

/** Lines with their line breaks; the last one gets one where it lacks it. */
function linesOf(text: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf(NEWLINE, start);
    if (end === -1) {
      lines.push(joinBytes([text.subarray(start), Uint8Array.of(NEWLINE)]));
      break;
    }
    lines.push(text.subarray(start, end + 1));
    start = end + 1;
  }
  return lines;
}

function find(content: Uint8Array, marker: Uint8Array): number {
  for (let at = content.indexOf(AT); at !== -1; at = content.indexOf(AT, at + 1)) {
    if (marker.every((byte, index) => content[at + index] === byte)) return at;
  }
  return -1;
}
