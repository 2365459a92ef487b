/** Reports in a burst, and how many more a second. A flood of failures must cost no more than itself. */
const BURST = 20;
const PER_SECOND = 5;

/** A client that did not come through the TLS handshake. Made without a stack trace: it is the client's doing. */
export class TlsHandshakeError extends Error {
  /** Always `"TLS_HANDSHAKE_FAILED"`. */
  readonly code = "TLS_HANDSHAKE_FAILED";
  /** The code of node:tls or OpenSSL, such as `ERR_SSL_NO_APPLICATION_PROTOCOL`; `ECONNRESET` for a client that left. */
  readonly reason: string;

  constructor(text: string, reason: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`the TLS handshake failed: ${text} (${reason})`);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = "TlsHandshakeError";
    this.reason = reason;
  }
}

/** Reports failed handshakes, fewer than there are when there are many. */
export class HandshakeReports {
  private readonly onFailure: (error: TlsHandshakeError, peer: string) => void;
  private readonly nowMs: () => number;
  private tokens: number;
  private filledAtMs: number;
  private unreported: number;

  constructor(onFailure: (error: TlsHandshakeError, peer: string) => void, nowMs: () => number) {
    this.onFailure = onFailure;
    this.nowMs = nowMs;
    this.tokens = BURST;
    this.filledAtMs = nowMs();
    this.unreported = 0;
  }

  /** @param reason a code of node:tls or OpenSSL */
  add(reason: string, peer: string): void {
    const nowMs = this.nowMs();
    this.tokens = Math.min(BURST, this.tokens + ((nowMs - this.filledAtMs) / 1000) * PER_SECOND);
    this.filledAtMs = nowMs;
    if (this.tokens < 1) {
      this.unreported += 1;
      return;
    }
    this.tokens -= 1;
    const more = this.unreported === 0 ? "" : `; ${this.unreported} more since the last report`;
    this.unreported = 0;
    this.onFailure(new TlsHandshakeError(handshakeFailure(reason) + more, reason), peer);
  }
}

/** Returns what a client did, and what to do about it. */
function handshakeFailure(reason: string): string {
  switch (reason) {
    case "ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE":
      return "the client shows no certificate, which tls.clientCertificate requires";
    case "ERR_SSL_NO_APPLICATION_PROTOCOL":
      return "the client offers neither HTTP/2 (ALPN h2) nor HTTP/1.1 (ALPN http/1.1)";
    case "ERR_SSL_UNSUPPORTED_PROTOCOL":
    case "ERR_SSL_VERSION_TOO_LOW":
    case "ERR_SSL_NO_SUITABLE_SIGNATURE_ALGORITHM":
      return "the client speaks only versions of TLS or signatures that are not accepted (tls.minVersion)";
    case "ERR_SSL_NO_SHARED_CIPHER":
      return "the client has no cipher in common with the server, or none for its kind of key";
    case "ERR_SSL_HTTP_REQUEST":
    case "ERR_SSL_HTTPS_PROXY_REQUEST":
      return "the client speaks HTTP/1.1 in cleartext";
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_UNEXPECTED_MESSAGE":
    case "ERR_SSL_RECORD_LENGTH_MISMATCH":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
    case "ERR_SSL_BAD_RECORD_TYPE":
    case "ERR_SSL_UNKNOWN_PROTOCOL":
      return "the client does not speak TLS; it may speak gRPC in cleartext";
    case "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA":
    case "ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE":
    case "ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN":
    case "ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED":
    case "ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED":
      return "the client does not trust the server's certificate";
    case "ERR_TLS_HANDSHAKE_TIMEOUT":
      return "the client took longer than the handshake may take";
    case "ECONNRESET":
    case "EPIPE":
      return "the client closed the connection; it may not trust the server's certificate";
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
      return "the client's certificate is not signed by an authority in tls.ca";
    case "CERT_HAS_EXPIRED":
      return "the client's certificate has expired";
    case "CERT_NOT_YET_VALID":
      return "the client's certificate is not valid yet";
    case "INVALID_PURPOSE":
      return "the client's certificate is not for clients";
    default:
      return "the client and the server did not come to terms";
  }
}
