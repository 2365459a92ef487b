import { isIP } from "node:net";
import type { PeerCertificate, SecureVersion } from "node:tls";
import { checkFieldText, checkFunctions, checkOptions } from "../argument-check.ts";
import { checkTlsMaterial } from "./check-tls.ts";

/** PEM text or bytes, one or several. */
export type Pem = string | Uint8Array | readonly (string | Uint8Array)[];

/** How a channel speaks TLS; the fields mean what they mean in node:tls. */
export interface ChannelTlsOptions {
  /** Certificates to trust instead of the well-known ones. */
  readonly ca?: Pem | undefined;
  /** The client's certificate chain, for mutual TLS; goes with `key`. */
  readonly cert?: Pem | undefined;
  /** The private key of `cert`. */
  readonly key?: Pem | undefined;
  readonly passphrase?: string | undefined;
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
}

const TLS_OPTIONS = {
  ca: true,
  cert: true,
  key: true,
  passphrase: true,
  serverName: true,
  rejectUnauthorized: true,
  minVersion: true,
  checkServerIdentity: true,
} as const;

/** What a connector passes on to `tls.connect`, beside socket and ALPN protocol. */
export interface TlsSettings {
  readonly ca: Pem | undefined;
  readonly cert: Pem | undefined;
  readonly key: Pem | undefined;
  readonly passphrase: string | undefined;
  /** The name to verify the certificate against; IP literals without brackets. */
  readonly verifiedName: string;
  /** What to send as SNI; undefined for an IP literal, which SNI must not carry (RFC 6066). */
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
  checkOptions("CHANNEL_OPTION_INVALID", "tls.", options, TLS_OPTIONS);
  checkTlsMaterial("CHANNEL_OPTION_INVALID", options);
  checkFunctions("CHANNEL_OPTION_INVALID", "tls.checkServerIdentity", options.checkServerIdentity);
  checkFieldText("CHANNEL_OPTION_INVALID", "tls.serverName", options.serverName);
  const verifiedName = options.serverName ?? hostOf(authority);
  return {
    ca: options.ca,
    cert: options.cert,
    key: options.key,
    passphrase: options.passphrase,
    verifiedName,
    serverName: isIP(verifiedName) === 0 ? verifiedName : undefined,
    rejectUnauthorized: options.rejectUnauthorized ?? true,
    minVersion: options.minVersion ?? "TLSv1.2",
    checkServerIdentity: options.checkServerIdentity,
  };
}

function hostOf(authority: string): string {
  if (authority.startsWith("[")) return authority.slice(1, authority.indexOf("]"));
  const colon = authority.lastIndexOf(":");
  return colon === -1 ? authority : authority.slice(0, colon);
}
