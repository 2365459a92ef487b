// The text of a message in JSON.

const decoder = /*@__PURE__*/ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Decodes JSON as text. Throws a TypeError for bytes that are not UTF-8 (RFC 8259 section 8.1). */
export function decodeJsonText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new TypeError("invalid JSON: expected UTF-8, got other bytes", { cause });
  }
}
