/** What JSON has an escape for: quote, backslash, control characters, and halves of surrogate pairs. */
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Longer strings are searched faster by a regular expression than one by one. */
const shortString = 40;

/** A string as JSON text. */
export function quoteText(text: string): string {
  const { length } = text;
  if (length > shortString) return escaped.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let i = 0; i < length; i++) {
    const char = text.charCodeAt(i);
    if (char < 0x20 || char === 0x22 || char === 0x5c || (char >= 0xd800 && char < 0xe000)) {
      return JSON.stringify(text);
    }
  }
  return `"${text}"`;
}
