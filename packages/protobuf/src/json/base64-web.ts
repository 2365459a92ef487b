// What browsers get instead of base64.ts (package.json, `browser`): what the platform has.

/** See base64.ts. */
export function printBase64(bytes: Uint8Array): string {
  let chars = "";
  for (const byte of bytes) chars += String.fromCharCode(byte);
  return btoa(chars);
}

/** See base64.ts. */
export function parseBase64(text: string): Uint8Array | undefined {
  // What atob would pass over: white space.
  if (/\s/.test(text)) return undefined;
  try {
    const chars = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(chars, (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
