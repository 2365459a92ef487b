// Values of number and string tokens. The lexer has reported what is malformed; these functions
// still give a value for it.

const encoder = new TextEncoder();
// A byte order mark within a string is a part of it.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Longest integer that is read digit by digit; 64 bits take 22 octal ones. */
const MAX_DIGITS = 400;
const TOO_LARGE = 1n << 1400n;

/** The value of an integer token; undefined for a malformed one. */
export function integerValue(text: string): bigint | undefined {
  // Beyond any range that matters; what it is exactly would take long to find out.
  if (text.length > MAX_DIGITS) return TOO_LARGE;
  if (text.length > 1 && text.charCodeAt(0) === 0x30) {
    const letter = text.charCodeAt(1);
    if (letter === 0x78 || letter === 0x58) {
      return /^0[xX][0-9a-fA-F]+$/.test(text) ? BigInt(text) : undefined;
    }
    if (!/^[0-7]+$/.test(text)) return undefined;
    return BigInt(`0o${text.slice(1)}`);
  }
  return /^[0-9]+$/.test(text) ? BigInt(text) : undefined;
}

/** As {@link integerValue}, as a number: exact up to 2^53, and for anything beyond at least that. */
export function smallIntegerValue(text: string): number | undefined {
  if (text.charCodeAt(0) !== 0x30) {
    let value = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = text.charCodeAt(i) - 0x30;
      if (digit > 9) return undefined;
      value = value * 10 + digit;
    }
    return value;
  }
  if (text.length === 1) return 0;
  const value = integerValue(text);
  return value === undefined ? undefined : Number(value);
}

/** The value of an integer or float token. */
export function numberValue(text: string): number {
  if (
    text.length > 1 &&
    text.charCodeAt(0) === 0x30 &&
    !/[.eE]/.test(text.replace(/^0[xX].*/, ""))
  ) {
    return smallIntegerValue(text) ?? Number.NaN;
  }
  const value = Number.parseFloat(text);
  return Number.isNaN(value) ? 0 : value;
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
};

/** The bytes that a string token stands for; text is UTF-8. */
export function stringBytes(token: string): Uint8Array {
  const inner = contentOf(token);
  if (!inner.includes("\\")) return encoder.encode(inner);
  const out: number[] = [];
  let at = 0;
  while (at < inner.length) {
    const next = inner.indexOf("\\", at);
    const plain = next === -1 ? inner.length : next;
    if (plain > at) for (const byte of encoder.encode(inner.slice(at, plain))) out.push(byte);
    if (next === -1) break;
    at = appendEscape(inner, next + 1, out);
  }
  return Uint8Array.from(out);
}

/** The text that a string token stands for; bytes that are not UTF-8 become U+FFFD. */
export function stringText(token: string): string {
  const inner = contentOf(token);
  return inner.includes("\\") ? decoder.decode(stringBytes(token)) : inner;
}

/** The bytes of a result of {@link stringsValue}. */
export function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? encoder.encode(value) : value;
}

/** Joins adjacent string tokens: to text, or to bytes if those are not UTF-8. */
export function stringsValue(tokens: readonly string[]): string | Uint8Array {
  if (tokens.every((token) => !token.includes("\\"))) return tokens.map(contentOf).join("");
  // Only together they may be characters.
  const bytes = tokens.flatMap((token) => [...stringBytes(token)]);
  const encoded = Uint8Array.from(bytes);
  try {
    return strictDecoder.decode(encoded);
  } catch {
    return encoded;
  }
}

function contentOf(token: string): string {
  const quote = token.charCodeAt(0);
  const closed = token.length > 1 && token.charCodeAt(token.length - 1) === quote;
  return token.slice(1, closed ? token.length - 1 : token.length);
}

/** Appends the escape whose letter is at `at`; returns the offset after it. */
function appendEscape(text: string, at: number, out: number[]): number {
  const letter = text.charAt(at);
  if (letter >= "0" && letter <= "7") {
    const digits = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0] ?? "0";
    out.push(Number.parseInt(digits, 8) & 0xff);
    return at + digits.length;
  }
  if (letter === "x" || letter === "X") {
    const digits = /^[0-9a-fA-F]{1,2}/.exec(text.slice(at + 1, at + 3))?.[0] ?? "";
    if (digits !== "") out.push(Number.parseInt(digits, 16));
    return at + 1 + digits.length;
  }
  if (letter === "u" || letter === "U") return appendUnicode(text, at, out);
  out.push(SIMPLE_ESCAPES[letter] ?? letter.charCodeAt(0) & 0xff);
  return at + 1;
}

function appendUnicode(text: string, at: number, out: number[]): number {
  const size = text.charAt(at) === "u" ? 4 : 8;
  const pattern = size === 4 ? /^[0-9a-fA-F]{4}/ : /^[0-9a-fA-F]{8}/;
  const digits = pattern.exec(text.slice(at + 1, at + 1 + size))?.[0];
  if (digits === undefined) return at + 1;
  let code = Number.parseInt(digits, 16);
  let end = at + 1 + size;
  if (code >= 0xd800 && code < 0xdc00) {
    // Half of a surrogate pair: its other half may follow as an escape of its own.
    const low = /^\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(text.slice(end, end + 6))?.[1];
    if (low !== undefined) {
      code = 0x10000 + ((code - 0xd800) << 10) + (Number.parseInt(low, 16) - 0xdc00);
      end += 6;
    }
  }
  if (code >= 0xd800 && code < 0xe000) {
    // Half of a pair without its other half: three bytes all the same, though that is not UTF-8.
    out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  } else if (code <= 0x10ffff) {
    for (const byte of encoder.encode(String.fromCodePoint(code))) out.push(byte);
  } else {
    // No code point: protoc takes the escape as it is written.
    for (const byte of encoder.encode(text.slice(at - 1, end))) out.push(byte);
  }
  return end;
}
