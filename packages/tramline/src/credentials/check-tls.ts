import { given } from "@tramline/protobuf/internal";
import { isRecord } from "../argument-check.ts";
import { ConfigurationError, type ConfigurationErrorCode } from "../configuration-error.ts";
import type { MaterialNames } from "./loaded-tls.ts";

/** The text that every PEM file holds. Without it OpenSSL finds nothing, and reports nothing. */
const BEGIN = "-----BEGIN ";

/**
 * Checks certificates and keys as far as possible without reading them.
 *
 * @param names how errors call the parts
 * @throws ConfigurationError with `code` for what is not PEM, and for one of `cert` and `key` alone
 */
export function checkTlsMaterial(
  code: ConfigurationErrorCode,
  tls: object,
  names: MaterialNames,
): void {
  const parts = tls as { ca?: unknown; cert?: unknown; key?: unknown; passphrase?: unknown };
  for (const part of ["ca", "cert", "key"] as const) {
    const value: unknown = parts[part];
    if (value === undefined || isPem(value)) continue;
    throw new ConfigurationError(
      code,
      `invalid option ${names[part]}: expected PEM (${BEGIN}…) as text or bytes, got ${describe(value)}`,
    );
  }
  if (parts.passphrase !== undefined && typeof parts.passphrase !== "string") {
    throw new ConfigurationError(
      code,
      `invalid option tls.passphrase: expected text, got ${typeof parts.passphrase}`,
    );
  }
  if ((parts.cert === undefined) !== (parts.key === undefined)) {
    const [one, other] =
      parts.cert === undefined ? (["key", "cert"] as const) : (["cert", "key"] as const);
    throw new ConfigurationError(
      code,
      `invalid option ${names[one]}: expected ${names[other]} with it, got none`,
    );
  }
}

/** @throws ConfigurationError with `code` when the option is not an object */
export function checkTlsObject(code: ConfigurationErrorCode, tls: unknown): void {
  if (isRecord(tls)) return;
  throw new ConfigurationError(code, `invalid option tls: expected an object, got ${given(tls)}`);
}

function isPem(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isPem);
  if (typeof value === "string") return value.includes(BEGIN);
  return value instanceof Uint8Array && Buffer.from(value).includes(BEGIN);
}

/** No word of a text that may be half of a key. */
function describe(value: unknown): string {
  if (typeof value === "string") {
    return value === ""
      ? "an empty text"
      : "other text (for a file's name there are tls.certFile, tls.keyFile and tls.caFile)";
  }
  return value instanceof Uint8Array ? "other bytes" : given(value);
}
