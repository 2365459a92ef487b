/** Finds where a text stops being JSON. The texts of engines differ, and some of them say no place. */

const TOKEN =
  /[{}[\]:,]|"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)/uy;
const SPACE = /[ \t\r\n]*/y;

/** The tokens that may come next. */
type Expected = "a value" | "a name in quotes" | ":" | "," | "nothing more";

/**
 * Describes the first place where a text is not JSON: `line 3, column 16: expected a value, got ,`. Lines and
 * columns count from 1.
 *
 * @param text that JSON.parse has rejected
 */
export function jsonFault(text: string): string {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "a value";
  // Directly behind an opening bracket, where the closing one may come too.
  let isFirst = false;
  let at = 0;
  const afterValue = (): Expected => (open.length === 0 ? "nothing more" : ",");
  while (true) {
    at += matchAt(SPACE, text, at).length;
    const token = matchAt(TOKEN, text, at);
    const closing = open.at(-1) === "{" ? "}" : open.at(-1) === "[" ? "]" : "";
    const mayClose = closing !== "" && (isFirst || expected === ",");
    if (mayClose && token === closing) {
      open.pop();
      expected = afterValue();
    } else if (expected === "a value" && (token === "{" || token === "[")) {
      open.push(token);
      expected = token === "{" ? "a name in quotes" : "a value";
      at += 1;
      isFirst = true;
      continue;
    } else if (expected === "a value" && /^[^{}[\]:,]/.test(token)) {
      expected = afterValue();
    } else if (expected === "a name in quotes" && token.startsWith('"')) {
      expected = ":";
    } else if (expected === ":" && token === ":") {
      expected = "a value";
    } else if (expected === "," && token === ",") {
      expected = closing === "}" ? "a name in quotes" : "a value";
    } else {
      return describe(text, at, mayClose ? `${expected} or ${closing}` : expected);
    }
    at += token.length;
    isFirst = false;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function describe(text: string, at: number, expected: string): string {
  const before = text.slice(0, at).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  const [word = ""] = /^(?:\w+|.)?/u.exec(text.slice(at, at + 30)) ?? [];
  const got = at >= text.length ? "the end" : word;
  return `line ${before.length}, column ${column}: expected ${expected}, got ${got}`;
}
