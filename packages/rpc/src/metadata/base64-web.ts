// What browsers get instead of base64.ts (package.json, `browser`): what the platform has.

/** See base64.ts. */
export function encodeBase64(bytes: Uint8Array): string {
  let chars = "";
  for (const byte of bytes) chars += String.fromCharCode(byte);
  return btoa(chars).replace(/=+$/, "");
}

/** See base64.ts. */
export function decodeBase64(text: string): Uint8Array | undefined {
  // What atob would pass over: white space.
  if (/\s/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
