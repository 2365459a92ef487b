import { isIP } from "node:net";
import type { PeerCertificate, SecureVersion } from "node:tls";
import { checkFieldText, checkFunctions, checkOptions } from "../argument-check.ts";
import { CertificateStore } from "./certificate-store.ts";
import { checkTlsObject } from "./check-tls.ts";
import { TLS_SOURCE_OPTIONS, type TlsSourceOptions, tlsSource } from "./tls-source.ts";

/**
 * How a channel speaks TLS. `ca` (or `caFile`) are the authorities to trust instead of the well-known
 * ones; `cert` and `key` are for mutual TLS. Other fields mean what they mean in node:tls.
 */
export interface ChannelTlsOptions extends TlsSourceOptions {
  /**
   * The name that the server's certificate must bear, and that is sent as SNI, instead of the
   * target's host.
   */
  readonly serverName?: string | undefined;
  /** False accepts any certificate: only for a try on one's own machine. Default true. */
  readonly rejectUnauthorized?: boolean | undefined;
  /** Lowest protocol version. Default TLSv1.2, as RFC 9113 section 9.2 asks for. */
  readonly minVersion?: SecureVersion | undefined;
  /** Replaces the check of the certificate's names. Returns an error to refuse. */
  readonly checkServerIdentity?:
    | ((serverName: string, certificate: PeerCertificate) => Error | undefined)
    | undefined;
  /**
   * Called when certificates or keys could not be read again, or do not fit each other. The former ones
   * stay in use.
   */
  readonly onReloadError?: ((error: Error) => void) | undefined;
}

const TLS_OPTIONS = {
  ...TLS_SOURCE_OPTIONS,
  serverName: true,
  rejectUnauthorized: true,
  minVersion: true,
  checkServerIdentity: true,
  onReloadError: true,
} as const;

/** How the connections of a channel speak TLS. */
export interface TlsSettings {
  /** The channel's certificates; no secrets show when it is inspected. */
  readonly certificates: CertificateStore;
  /** The name to verify the certificate against; IP literals without brackets. */
  readonly verifiedName: string;
  /** The name to send as SNI; undefined for an IP literal, which SNI must not carry (RFC 6066). */
  readonly serverName: string | undefined;
  readonly rejectUnauthorized: boolean;
  readonly minVersion: SecureVersion;
  readonly checkServerIdentity:
    | ((serverName: string, certificate: PeerCertificate) => Error | undefined)
    | undefined;
}

/**
 * Checks what the user gave, and fills in what was left out.
 *
 * @param tls the channel's option; undefined or false means cleartext, and so does the result
 * @param authority the channel's `:authority`, whose host is the default server name
 * @throws ConfigurationError CHANNEL_OPTION_INVALID
 */
export function tlsSettings(
  tls: boolean | ChannelTlsOptions | undefined,
  authority: string,
): TlsSettings | undefined {
  if (tls === undefined || tls === false) return undefined;
  const options = tls === true ? {} : tls;
  checkTlsObject("CHANNEL_OPTION_INVALID", options);
  checkOptions("CHANNEL_OPTION_INVALID", "tls.", options, TLS_OPTIONS);
  checkFunctions("CHANNEL_OPTION_INVALID", "tls.checkServerIdentity", options.checkServerIdentity);
  checkFunctions("CHANNEL_OPTION_INVALID", "tls.onReloadError", options.onReloadError);
  checkFieldText("CHANNEL_OPTION_INVALID", "tls.serverName", options.serverName);
  const verifiedName = options.serverName ?? hostOf(authority);
  const minVersion = options.minVersion ?? "TLSv1.2";
  return {
    certificates: new CertificateStore({
      code: "CHANNEL_OPTION_INVALID",
      source: tlsSource("CHANNEL_OPTION_INVALID", options),
      minVersion,
      owner: `the channel to ${authority}`,
      check() {},
      listener: reloadListener(options.onReloadError),
    }),
    verifiedName,
    serverName: isIP(verifiedName) === 0 ? verifiedName : undefined,
    rejectUnauthorized: options.rejectUnauthorized ?? true,
    minVersion,
    checkServerIdentity: options.checkServerIdentity,
  };
}

/** A listener that throws is an uncaught exception, as one of a channel's state is. */
function reloadListener(onReloadError: ((error: Error) => void) | undefined) {
  return {
    onCertificates() {},
    onCertificateError(error: Error) {
      if (onReloadError !== undefined) queueMicrotask(() => onReloadError(error));
    },
  };
}

function hostOf(authority: string): string {
  if (authority.startsWith("[")) return authority.slice(1, authority.indexOf("]"));
  const colon = authority.lastIndexOf(":");
  return colon === -1 ? authority : authority.slice(0, colon);
}
