import { ProtocolFailure } from "../errors.ts";

/**
 * A request that is not served: its response has `status`, and the connection closes after it, because
 * it is unknown where the next request begins.
 */
export class RequestError extends ProtocolFailure {
  /** Always `"RequestError"`. */
  override readonly name = "RequestError";
  /** The status of the response. */
  readonly status: number;
  /** Stable name of the rule, such as `"H1_BARE_LF"`; for metrics and assertions. */
  readonly token: string;
  /** The name of the limit that the peer exceeded, as in `Limits`; undefined when it is something else. */
  readonly limit: string | undefined;

  constructor(status: number, token: string, message: string, limit?: string) {
    super(limit === undefined ? `${message} (${token})` : `${message} (${token}, limit ${limit})`);
    this.status = status;
    this.token = token;
    this.limit = limit;
  }
}

/** The error for a request that breaks the grammar of HTTP/1.1 (RFC 9112). */
export function badRequest(token: string, message: string): RequestError {
  return new RequestError(400, token, message);
}

/** The error for a header or trailer section that is larger than the limit. */
export function fieldsTooLarge(mostBytes: number): RequestError {
  return new RequestError(
    431,
    "H1_FIELDS_TOO_LARGE",
    `invalid header section: expected at most ${mostBytes} bytes`,
    "maxFieldSectionSize",
  );
}
