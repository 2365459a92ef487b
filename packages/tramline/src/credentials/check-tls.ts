import { given, isRecord } from "../argument-check.ts";
import { ConfigurationError, type ConfigurationErrorCode } from "../configuration-error.ts";

/** What every PEM file holds. Without it OpenSSL finds nothing, and says nothing. */
const BEGIN = "-----BEGIN ";

/** The certificates and keys that either side may give. */
export interface TlsMaterial {
  readonly ca?: unknown;
  readonly cert?: unknown;
  readonly key?: unknown;
}

/**
 * Checks certificates and keys as far as it can be told without reading them.
 *
 * @throws ConfigurationError with `code` for what is not PEM, and for one of `cert` and `key` alone
 */
export function checkTlsMaterial(code: ConfigurationErrorCode, tls: TlsMaterial): void {
  if (!isRecord(tls)) {
    throw new ConfigurationError(code, `option tls must be an object, not ${given(tls)}`);
  }
  for (const name of ["ca", "cert", "key"] as const) {
    const value: unknown = tls[name];
    if (value === undefined || isPem(value)) continue;
    throw new ConfigurationError(
      code,
      `option tls.${name} must be PEM (${BEGIN}…), as text or bytes, not ${describe(value)}`,
    );
  }
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    const [one, other] = tls.cert === undefined ? ["key", "cert"] : ["cert", "key"];
    throw new ConfigurationError(
      code,
      `option tls.${one} goes with tls.${other}, which is missing`,
    );
  }
}

function isPem(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isPem);
  if (typeof value === "string") return value.includes(BEGIN);
  return value instanceof Uint8Array && Buffer.from(value).includes(BEGIN);
}

/** No word of a text that may be half of a key. */
function describe(value: unknown): string {
  if (typeof value === "string")
    return value === "" ? "an empty text" : "other text (a file's name?)";
  return value instanceof Uint8Array ? "other bytes" : given(value);
}
