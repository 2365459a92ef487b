// Replaces decode-status-message.ts in browsers (package.json, `browser`): what the platform has.

/** See decode-status-message.ts. */
export function decodeStatusMessage(value: string): string {
  if (/[^\0-\xff]/.test(value)) return value;
  const bytes = value.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    Uint8Array.from(bytes, (char) => char.charCodeAt(0)),
  );
}
