import { ConnectionError } from "@tramline/http2";

/** The facts about how the connection was to be made, for saying what to change. */
export interface ConnectTls {
  /** Whether a client certificate was given. */
  readonly hasCertificate: boolean;
  /** Whether authorities to trust were given. */
  readonly hasAuthorities: boolean;
  readonly verifiedName: string;
  readonly minVersion: string;
}

/** The longest text of an error that is passed on. */
const MAX_TEXT = 500;
/** A Tramline server that is full closes new connections without a message. */
const FULL = "it may have as many connections as it takes";
/** The most names of a certificate that are listed. */
const MAX_NAMES = 3;

/**
 * Why a connection could not be made, and what to do about it: `ECONNREFUSED`, or a sentence with the
 * code of node:tls behind it. Names no address.
 *
 * @param tls undefined in cleartext
 */
export function connectReason(failure: unknown, tls: ConnectTls | undefined): string {
  const error = bottom(failure);
  const code = codeOf(error);
  if (code === "") return clip(error instanceof Error ? error.message : String(error));
  const sentence = tls === undefined ? undefined : tlsReason(code, error as Error, tls);
  if (sentence !== undefined) return `${sentence} (${code})`;
  const hint = earlyEnd(code, tls);
  const { message } = error as Error;
  // The error's own text ends with the code as well.
  if (hint !== undefined) return `${clip(message.replace(` (${code})`, ""))}: ${hint} (${code})`;
  // What the system says is known by its name: "connect ECONNREFUSED 127.0.0.1:50051".
  if (/^E[A-Z0-9]+$/.test(code)) return code;
  return message.includes(code) ? clip(message) : `${clip(message)} (${code})`;
}

/** The socket's own error, without what the connection has made of it. */
function bottom(failure: unknown): unknown {
  return failure instanceof ConnectionError && failure.cause instanceof Error
    ? failure.cause
    : failure;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if (error instanceof ConnectionError) return error.token;
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

/** One line, not longer than anybody reads. */
function clip(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
}

/** The likely reasons of a server that closes the connection before it has sent a frame. */
function earlyEnd(code: string, tls: ConnectTls | undefined): string | undefined {
  if (code !== "H2_CLOSED_EARLY") return undefined;
  if (tls === undefined) return `if it speaks TLS, set the option tls; otherwise, ${FULL}`;
  return !tls.hasCertificate
    ? `it may ask for a client certificate: set tls.cert and tls.key; otherwise, ${FULL}`
    : `it may not trust the client certificate in tls.cert; otherwise, ${FULL}`;
}

function tlsReason(code: string, error: Error, tls: ConnectTls): string | undefined {
  switch (code) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return `the server's certificate is ${namesIn(error)}, not for ${tls.verifiedName}: set tls.serverName if it goes by another name than the target's`;
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
      return `the server's certificate is signed by itself, and not trusted: ${toTrust(tls, "it")}`;
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return `the authority behind the server's certificate is not trusted: ${toTrust(tls, "its certificate")}`;
    case "CERT_HAS_EXPIRED":
      return "the server's certificate, or its authority's, has expired: it has to be renewed at the server";
    case "CERT_NOT_YET_VALID":
      return "the server's certificate is not valid yet: is a clock wrong?";
    case "CERT_REVOKED":
    case "CERT_REJECTED":
    case "CERT_UNTRUSTED":
    case "CERT_SIGNATURE_FAILURE":
    case "CERT_CHAIN_TOO_LONG":
    case "INVALID_CA":
    case "INVALID_PURPOSE":
    case "PATH_LENGTH_EXCEEDED":
      return `the server's certificate is rejected: ${clip(error.message)}`;
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
    case "ERR_SSL_UNKNOWN_PROTOCOL":
    case "ERR_SSL_HTTP_REQUEST":
    case "EPROTO":
      return "the server does not speak TLS here: leave out the option tls if it speaks in cleartext, else check the port";
    case "ECONNRESET":
      return `the server closed the connection within the TLS handshake: ${FULL}; if it does not speak TLS here, leave out the option tls`;
    case "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL":
      return "the server speaks TLS, but not HTTP/2 in it (ALPN h2): is this the port for gRPC?";
    case "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED":
      return "the server asks for a client certificate: give it in tls.cert and tls.key";
    case "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA":
    case "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE":
    case "ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN":
    case "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED":
    case "ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED":
      return "the server refuses the client certificate in tls.cert";
    case "ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE":
      return "the server refuses the TLS handshake: it may ask for a client certificate (tls.cert, tls.key), or have no cipher in common";
    case "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION":
    case "ERR_SSL_UNSUPPORTED_PROTOCOL":
      return `the server speaks no version of TLS from ${tls.minVersion} on (tls.minVersion)`;
    case "ERR_OSSL_X509_KEY_VALUES_MISMATCH":
      return "tls.key is not the key of the certificate in tls.cert";
    default:
      return code.startsWith("ERR_OSSL_")
        ? `tls.cert, tls.key, or tls.passphrase is invalid: ${clip(error.message)}`
        : undefined;
  }
}

function toTrust(tls: ConnectTls, what: string): string {
  return !tls.hasAuthorities ? `give ${what} in tls.ca` : `${what} is not among those in tls.ca`;
}

/** For whom a certificate is, as node:tls has it on its error: "DNS:a.example, IP Address:10.0.0.1". */
function namesIn(error: Error): string {
  const { cert } = error as { cert?: { subjectaltname?: unknown } };
  const listed = typeof cert?.subjectaltname === "string" ? cert.subjectaltname : "";
  const names = listed
    .split(", ")
    .map((entry) => entry.slice(entry.indexOf(":") + 1))
    .filter((name) => name !== "");
  if (names.length === 0) return "for no name";
  const listedNames = names.slice(0, MAX_NAMES).join(", ");
  const more = names.length - MAX_NAMES;
  return clip(`for ${listedNames}${more > 0 ? ` and ${more} more` : ""}`);
}
