// Replaces field-value.ts in browsers (package.json, `browser`): the same values and codes, in fewer words.
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { isBinaryName } from "./field-name.ts";
import { MetadataError, type MetadataErrorCode } from "./metadata-error.ts";

/** See field-value.ts. */
export function wireValue(name: string, value: string | Uint8Array): string {
  if (isBinaryName(name)) {
    if (value instanceof Uint8Array) return encodeBase64(value);
    throw wrong("BINARY", name, 'a Uint8Array, because the name ends in "-bin"');
  }
  if (typeof value !== "string") throw wrong("TEXT", name, "a string");
  // The value itself stays out of the message: it may be a secret.
  if (/[^ -~]/.test(value)) throw wrong("VALUE", name, "printable ASCII");
  return value.trim();
}

/** See field-value.ts. */
export function valueFromWire(name: string, wire: string): string | Uint8Array {
  if (!isBinaryName(name)) return wire;
  const bytes = decodeBase64(wire);
  if (bytes === undefined) throw wrong("BASE64", name, "base64 from the peer");
  return bytes;
}

function wrong(code: string, name: string, expected: string): MetadataError {
  return new MetadataError(
    `RPC_METADATA_${code}` as MetadataErrorCode,
    `invalid metadata ${JSON.stringify(name)}: expected ${expected}`,
  );
}
