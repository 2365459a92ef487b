// Patterns of RE2. Those that ECMAScript reads in the same way, and matches in linear time, are run by its engine, which
// is many times faster than RE2 in JavaScript.

import { RE2JS } from "@bufbuild/re2";

/** A compiled pattern. */
export interface Pattern {
  /** Whether a part of the text matches. Takes time linear in the text. */
  test(text: string): boolean;
}

/**
 * Compiles a pattern.
 *
 * @throws Error when it is not one of RE2
 */
export function compilePattern(pattern: string): Pattern {
  const compiled = RE2JS.compile(pattern);
  return nativePattern(pattern) ?? compiled;
}

/** A character that stands for itself in both languages, in a class too; a hyphen begins a range there. */
const plain = "[A-Za-z0-9 _:;,=@<>!\"#%&'`~/-]";
const escaped = "\\\\[dDwW.*+?^$|()[\\]{}/\\\\]";
const inClass = `(?:${plain}|\\\\[dw.*+?^$|()[\\]{}/\\\\-]|[.*+?$|(){}])`;
const atom = `(?:${plain}|${escaped}|\\[\\^?${inClass}+\\])`;
const quantifier = "(?:([*+?])|\\{(\\d{1,4})(?:(,)(\\d{1,4})?)?\\})?(?![*+?{])";
const piece = new RegExp(`${atom}${quantifier}`, "y");

/** How many ways there may be to match what varies, besides one part of any length. */
const maxWays = 100;

/**
 * Returns a pattern for ECMAScript's engine: anchored at both ends, without groups and alternatives, with one part of
 * any length at most. To backtrack then takes time linear in the text.
 *
 * @returns undefined for any other pattern
 */
export function nativePattern(pattern: string): Pattern | undefined {
  if (!pattern.startsWith("^") || !pattern.endsWith("$")) return undefined;
  const end = pattern.length - 1;
  let unbounded = 0;
  let ways = 1;
  piece.lastIndex = 1;
  while (piece.lastIndex < end) {
    const found = piece.exec(pattern);
    // The regular expression forgets its place when it does not match.
    if (found === null || piece.lastIndex > end) return undefined;
    const [, sign, least, comma, most] = found;
    if (sign === "?") ways *= 2;
    else if (sign !== undefined || (comma !== undefined && most === undefined)) unbounded += 1;
    else if (most !== undefined) ways *= Number(most) - Number(least) + 1;
    if (unbounded > 1 || ways > maxWays) return undefined;
  }
  try {
    return new RegExp(pattern, "u");
  } catch {
    return undefined;
  }
}
