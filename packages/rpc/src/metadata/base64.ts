import { parseBase64, printBase64 } from "@tramline/protobuf/internal";

/** Encodes bytes as base64 (RFC 4648 section 4) without padding, as gRPC has it for `-bin` metadata. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = printBase64(bytes);
  const rest = bytes.length % 3;
  return rest === 0 ? text : text.slice(0, rest - 3);
}

/**
 * Decodes base64 with or without padding. Returns undefined for other text: a foreign character, padding
 * in the middle, or a single character left over. Bits beyond the last byte are ignored, as other
 * implementations do.
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  // The URL-safe alphabet is not for metadata.
  return text.includes("-") || text.includes("_") ? undefined : parseBase64(text);
}
