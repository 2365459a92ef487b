import { classOf, SPACE } from "./characters.ts";

/** How much of a file is looked at; what is binary shows it early. */
const SAMPLE_LENGTH = 1024;
/** A single control character may be a slip; this many, and one in so many characters, mean a binary file. */
const MIN_CONTROLS = 4;
const MAX_CONTROL_SHARE = 1 / 10;

/**
 * False for what cannot be a source file by its beginning: it has many control characters. Each
 * would be an error of its own, and so would every word between them.
 */
export function isText(text: string): boolean {
  const length = Math.min(text.length, SAMPLE_LENGTH);
  let controls = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && (classOf(code) & SPACE) === 0) || code === 0x7f) controls += 1;
  }
  return controls < MIN_CONTROLS || controls < length * MAX_CONTROL_SHARE;
}
