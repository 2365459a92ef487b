import type { StatusError } from "tramline";
import { connectHint } from "./connect-hint.ts";

/** A hint for an error of a call, if its cause is known; undefined for an application's own. */
export function statusHint(error: StatusError): string | undefined {
  // A server's own status has no cause. A call that a lost connection ends is not about connecting.
  if (error.code === "UNAVAILABLE" && /\bno connection to /.test(error.rawMessage)) {
    return error.cause === undefined ? undefined : connectHint(chainText(error));
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
