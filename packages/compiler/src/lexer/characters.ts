/** The character may start an identifier. */
export const LETTER = 1;
/** The character is a decimal digit. */
export const DIGIT = 2;
/** The character is a hexadecimal digit. */
export const HEX = 4;
/** The character is white space, the line feed included. */
export const SPACE = 8;

/** Classes of the ASCII characters, as bits. */
const CLASS: Uint8Array = classify();

function classify(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    const character = String.fromCharCode(code);
    let bits = 0;
    if (/[A-Za-z_]/.test(character)) bits |= LETTER;
    if (/[0-9]/.test(character)) bits |= DIGIT;
    if (/[0-9A-Fa-f]/.test(character)) bits |= HEX;
    if (/[ \t\r\n\v\f]/.test(character)) bits |= SPACE;
    table[code] = bits;
  }
  return table;
}

/** The classes of a character code; 0 beyond ASCII and for NaN. */
export function classOf(code: number): number {
  return code < 128 ? (CLASS[code] as number) : 0;
}

/** True if the text is an identifier of the language. */
export function isIdentifier(text: string): boolean {
  if (text.length === 0 || (classOf(text.charCodeAt(0)) & LETTER) === 0) return false;
  for (let i = 1; i < text.length; i++) {
    if ((classOf(text.charCodeAt(i)) & (LETTER | DIGIT)) === 0) return false;
  }
  return true;
}
