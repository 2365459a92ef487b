import { parseTimeout } from "@tramline/rpc";
import { acceptedEncodings } from "@tramline/rpc/internal";
import { isCrossOrigin, needsPermission } from "./cross-origin.ts";

/** The contents of the header section of a request, as REST reads them. */
export class RestHead {
  /** In upper case, as sent. */
  readonly httpMethod: string;
  /** Without the query. */
  readonly path: string;
  /** The part behind the `?`. */
  readonly query: string;
  /** Empty if the request has no content type. */
  readonly contentType: string;
  /** Whether the client wants a stream as server-sent events. */
  readonly wantsEvents: boolean;
  /** Whether the client takes trailers (`te: trailers`). */
  readonly acceptsTrailers: boolean;
  /** From grpc-timeout, in milliseconds; -1 without one. */
  readonly timeoutMs: number;
  /** A malformed grpc-timeout, which ends the call. */
  readonly brokenTimeout: string | undefined;
  /** Name of the compression of the request's body; undefined for none. */
  readonly encoding: string | undefined;
  /** The compressions that the client accepts, as a list by commas; undefined when it names none. */
  readonly acceptEncoding: string | undefined;
  /** The size of the body by its content-length; -1 without one. */
  readonly contentLength: number;
  /** Whether it is marked as a request of Connect or of gRPC, in any form. */
  readonly isRpc: boolean;
  /**
   * Whether a page of another origin may have sent it without the server's permission. Such a request must not be
   * served.
   */
  readonly isForeign: boolean;

  constructor(fields: readonly string[]) {
    let httpMethod = "";
    let target = "";
    let contentType = "";
    let accept = "";
    let acceptsTrailers = false;
    let timeout: string | undefined;
    let encoding: string | undefined;
    let accepted: string | undefined;
    let contentLength = -1;
    let isConnect = false;
    let authority = "";
    let origin: string | undefined;
    let site: string | undefined;
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const value = fields[i + 1] as string;
      switch (fields[i]) {
        case ":method":
          httpMethod = value;
          break;
        case ":path":
          target = value;
          break;
        case "content-type":
          contentType = value;
          break;
        case "accept":
          accept += `,${value}`;
          break;
        case "te":
          acceptsTrailers = value.toLowerCase().includes("trailers");
          break;
        case "grpc-timeout":
          timeout = value;
          break;
        case "content-encoding":
          encoding = value === "identity" || value === "" ? undefined : value;
          break;
        case "accept-encoding":
          accepted = accepted === undefined ? value : `${accepted},${value}`;
          break;
        case "content-length":
          if (/^[0-9]{1,15}$/.test(value)) contentLength = Number(value);
          break;
        case ":authority":
          authority = value;
          break;
        case "origin":
          origin = value;
          break;
        case "sec-fetch-site":
          site = value;
          break;
        case "connect-protocol-version":
          isConnect = true;
          break;
        default:
      }
    }
    const mark = target.indexOf("?");
    this.httpMethod = httpMethod;
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = mark < 0 ? "" : target.slice(mark + 1);
    this.contentType = contentType;
    this.wantsEvents = accept.includes("text/event-stream");
    this.acceptsTrailers = acceptsTrailers;
    const parsed = timeout === undefined ? -1 : parseTimeout(timeout);
    this.timeoutMs = parsed ?? -1;
    this.brokenTimeout = parsed === undefined ? timeout : undefined;
    this.encoding = encoding;
    this.acceptEncoding = accepted === undefined ? undefined : acceptedEncodings(accepted);
    this.contentLength = contentLength;
    this.isRpc =
      isConnect ||
      contentType.startsWith("application/grpc") ||
      contentType.startsWith("application/connect+") ||
      contentType === "application/proto";
    this.isForeign =
      httpMethod === "POST" &&
      (origin ?? site) !== undefined &&
      !needsPermission(mediaType(contentType)) &&
      isCrossOrigin({ authority, origin, site });
  }

  /** Whether the body may be JSON. */
  get isJson(): boolean {
    const type = mediaType(this.contentType);
    return type === "" || type === "application/json" || type.endsWith("+json");
  }
}

/** Returns a content type without its parameters, in lower case. */
function mediaType(contentType: string): string {
  return (contentType.split(";", 1)[0] ?? "").trim().toLowerCase();
}
