import { decodeBase64, encodeBase64 } from "./base64.ts";
import { isBinaryName } from "./field-name.ts";
import { MetadataError } from "./metadata-error.ts";

/**
 * The form in which a value goes over the wire: text as it is, without white space at its ends;
 * bytes of a `-bin` name in base64.
 *
 * @param name the entry's lower-case name
 * @throws MetadataError `RPC_METADATA_BINARY` for text under a `-bin` name, `RPC_METADATA_TEXT` for
 * another value than text under another name, `RPC_METADATA_VALUE` for text that is not printable ASCII.
 */
export function wireValue(name: string, value: string | Uint8Array): string {
  const isBinary = isBinaryName(name);
  if (typeof value === "string" && !isBinary) return textValue(name, value);
  if (value instanceof Uint8Array && isBinary) return encodeBase64(value);
  const kind = value instanceof Uint8Array ? "a Uint8Array" : typeof value;
  throw isBinary
    ? new MetadataError(
        "RPC_METADATA_BINARY",
        `invalid metadata ${JSON.stringify(name)}: expected a Uint8Array, because the name ends in "-bin", got ${kind}`,
      )
    : new MetadataError(
        "RPC_METADATA_TEXT",
        `invalid metadata ${JSON.stringify(name)}: expected a string, got ${kind}; for bytes, use a name that ends in "-bin"`,
      );
}

/** A regular expression reads long text twice as fast as a loop over charCodeAt does. */
const outsidePrintable = /[^ -~]/;

/**
 * The last long texts found to be good, by length: a token that goes with every call is read through
 * once. Bounded in number and length.
 */
const recentLongTexts: string[] = /*@__PURE__*/ new Array<string>(16).fill("");
const minLongText = 64;
const maxLongText = 4096;

function textValue(name: string, value: string): string {
  const length = value.length;
  if (length >= minLongText && recentLongTexts[length & 15] === value) return value;
  if (outsidePrintable.test(value)) throw unprintable(name, value);
  if (length === 0) return value;
  if (value.charCodeAt(0) === 0x20 || value.charCodeAt(length - 1) === 0x20) return value.trim();
  if (length >= minLongText && length <= maxLongText) recentLongTexts[length & 15] = value;
  return value;
}

function unprintable(name: string, value: string): MetadataError {
  const index = value.search(outsidePrintable);
  const unit = value.charCodeAt(index).toString(16).toUpperCase().padStart(4, "0");
  // The value itself stays out of the message: it may be a secret.
  return new MetadataError(
    "RPC_METADATA_VALUE",
    `invalid metadata ${JSON.stringify(name)}: expected printable ASCII, got U+${unit} at index ${index}; ` +
      'for anything else, use bytes under a name that ends in "-bin"',
  );
}

/**
 * The value that a wire form under a name stands for: bytes for `-bin` names, else the text.
 *
 * @throws MetadataError `RPC_METADATA_BASE64` when a peer sent a `-bin` value that is not base64
 */
export function valueFromWire(name: string, wire: string): string | Uint8Array {
  if (!isBinaryName(name)) return wire;
  const bytes = decodeBase64(wire);
  if (bytes === undefined) {
    throw new MetadataError(
      "RPC_METADATA_BASE64",
      `invalid metadata ${JSON.stringify(name)}: expected base64, got something else from the peer`,
    );
  }
  return bytes;
}
