// Errors of connecting, in terms of the flags of `tram`. The error's own text names options of createChannel.

interface Hint {
  /** Matches the text of the error and its causes. */
  readonly cause: RegExp;
  readonly text: string;
}

/** The first that matches is printed: codes of node:tls before texts that several causes share. */
const hints: readonly Hint[] = [
  {
    cause: /ECONNREFUSED/,
    text: "Nothing listens there: does the server run, and on this port?",
  },
  {
    cause: /ENOTFOUND|EAI_AGAIN/,
    text: "The name of the host is unknown: is it spelled correctly?",
  },
  {
    cause: /ERR_TLS_CERT_ALTNAME_INVALID/,
    text: "The server's certificate is for another name: connect by a name that it has, or pass one with --server-name NAME.",
  },
  {
    cause: /CERT_HAS_EXPIRED/,
    text: "The server's certificate has expired and must be renewed there; for a test, pass --insecure-skip-verify.",
  },
  {
    cause: /CERT_NOT_YET_VALID/,
    text: "The server's certificate is not valid yet: check the clocks of both machines.",
  },
  {
    cause: /not among those in tls\.ca/,
    text: "The server's certificate is not trusted: --ca FILE must have its authority's certificate.",
  },
  {
    cause: /SELF_SIGNED_CERT|UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF_SIGNATURE)/,
    text: "The server's certificate is not trusted: pass --ca FILE, or --insecure-skip-verify for a test.",
  },
  {
    cause: /ALERT_CERTIFICATE_REQUIRED|asks? for a client certificate/,
    text: "The server may want a client certificate: pass --cert FILE and --key FILE.",
  },
  {
    cause: /ALERT_UNKNOWN_CA|ALERT_BAD_CERTIFICATE|ALERT_CERTIFICATE_|trust the client certificate/,
    text: "The server rejects the client certificate: pass one that it trusts with --cert FILE and --key FILE.",
  },
  {
    cause: /NO_APPLICATION_PROTOCOL|H2_NO_ALPN/,
    text: "The server speaks TLS, but not HTTP/2, which gRPC needs: is this the right port?",
  },
  {
    cause: /ALERT_PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/,
    text: "The server has no version of TLS in common with tram, which speaks TLS 1.2 and 1.3.",
  },
  {
    cause:
      /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNKNOWN_PROTOCOL|ERR_SSL_HTTP_REQUEST|EPROTO/,
    text: "The server does not speak TLS here: leave out --tls (and https://).",
  },
  {
    cause: /within the TLS handshake/,
    text: "The server closed the connection during the TLS handshake: it may be full, or not speak TLS here (leave out --tls).",
  },
  {
    cause: /if it speaks TLS, set the option tls/,
    text: "The server may speak TLS here: add --tls.",
  },
  {
    cause: /ECONNRESET|closed before|closed the connection|SETTINGS|HTTP\/1|preface/i,
    text: "The server may speak TLS (add --tls), or a protocol other than gRPC.",
  },
];

/** A hint for a call that failed for want of a connection; undefined when the cause is not a known one. */
export function connectHint(text: string): string | undefined {
  return hints.find(({ cause }) => cause.test(text))?.text;
}
