import type { StatusError } from "tramline";

/** A hint for an error of a call, if its cause is known; undefined for an application's own. */
export function statusHint(error: StatusError): string | undefined {
  const text = chainText(error);
  if (error.code === "UNAVAILABLE") {
    if (text.includes("ECONNREFUSED"))
      return "Nothing listens there: does the server run, and on this port?";
    if (/ENOTFOUND|EAI_AGAIN/.test(text))
      return "The name of the host is unknown: is it spelled correctly?";
    if (/client certificate/.test(text)) {
      return "The server wants a client certificate that it trusts: --cert FILE --key FILE.";
    }
    if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|certificate/i.test(text)) {
      return "The server's certificate is not trusted: pass --ca FILE (and --server-name), or --insecure-skip-verify for a test.";
    }
    if (/WRONG_VERSION_NUMBER|EPROTO|wrong version number|packet length too long/i.test(text)) {
      return "The server does not speak TLS here: leave out --tls.";
    }
    if (/ECONNRESET|closed before|closed the connection|SETTINGS|HTTP\/1|preface/i.test(text)) {
      return "It may speak TLS (add --tls), or a protocol other than gRPC.";
    }
  }
  if (
    error.code === "RESOURCE_EXHAUSTED" &&
    /max|larger|limit/i.test(error.rawMessage) &&
    error.call !== undefined
  ) {
    return /receive|response/i.test(error.rawMessage)
      ? "To accept messages that large: --max-receive-bytes 256MiB."
      : undefined;
  }
  if (error.code === "UNAUTHENTICATED")
    return "Credentials go into metadata: -H 'authorization: Bearer …'.";
  return undefined;
}

/** Messages and codes of the error and its causes. */
function chainText(error: Error): string {
  const parts: string[] = [];
  let at: unknown = error;
  for (let depth = 0; at instanceof Error && depth < 8; depth++) {
    const { code } = at as { code?: unknown };
    parts.push(at.message, typeof code === "string" ? code : "");
    at = at.cause;
  }
  return parts.join("\n");
}
