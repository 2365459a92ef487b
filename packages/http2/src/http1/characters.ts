// The classes of bytes in the head of a message (RFC 9110 section 5.6.2, RFC 9112 section 3.2).

const TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";

/** 1 for the bytes of a token: a method, the name of a field. */
export const isTokenByte: Uint8Array = new Uint8Array(256);
/** 1 for the bytes of a field value: visible ones, space, tab, and those above ASCII. */
export const isValueByte: Uint8Array = new Uint8Array(256).fill(1, 0x20);
/** 1 for the bytes of a request target: visible ASCII but `#`, which begins a fragment. */
export const isTargetByte: Uint8Array = new Uint8Array(256).fill(1, 0x21, 0x7f);
/** 1 for the bytes of a host with a port: those of a URI's authority without user information. */
export const isHostByte: Uint8Array = new Uint8Array(256);

function allow(table: Uint8Array, characters: string): void {
  for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)] = 1;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
for (const table of [isTokenByte, isHostByte]) {
  allow(table, LETTERS + LETTERS.toUpperCase());
  allow(table, "0123456789");
}
allow(isTokenByte, TOKEN_SYMBOLS);
allow(isHostByte, "-._~%!$&'()*+,;=:[]");
isValueByte[0x7f] = 0;
isValueByte[0x09] = 1;
isTargetByte[0x23] = 0;

/** Whether all characters of a text, which has one for each byte, are of a class. */
export function areAll(table: Uint8Array, text: string): boolean {
  let all = 1;
  for (let i = 0; i < text.length; i++) all &= table[text.charCodeAt(i)] ?? 0;
  return all === 1;
}
