import { parseTimeout } from "../../deadline/grpc-timeout.ts";
import { codecOf, isGrpcContentType } from "./content-type.ts";

/** The contents of the header section of a request, as a server reads them. */
export class RequestHead {
  /** The content-type of its protocol, without codec. */
  readonly contentName: string;
  readonly path: string;
  readonly method: string;
  /** As sent; the response's content-type repeats it. Empty when there is none. */
  readonly contentType: string;
  /** Whether the content-type is that of its protocol. */
  readonly isGrpc: boolean;
  /** How messages are encoded: what follows `+` in the content-type; "proto" when nothing does. */
  readonly codec: string;
  /** From grpc-timeout, in milliseconds; -1 when there is none. */
  readonly timeoutMs: number;
  /** A malformed grpc-timeout, which ends the call. */
  readonly brokenTimeout: string | undefined;
  /** Name of the compression of request messages; undefined for none. */
  readonly encoding: string | undefined;
  /** The client's grpc-accept-encoding, as sent; undefined when there is none. */
  readonly acceptEncoding: string | undefined;
  readonly authority: string;

  /** @param contentName the content-type of its protocol, without codec. Default: gRPC's */
  constructor(fields: readonly string[], contentName = "application/grpc") {
    let path = "";
    let method = "";
    let contentType = "";
    let timeoutMs = -1;
    let brokenTimeout: string | undefined;
    let encoding: string | undefined;
    let acceptEncoding: string | undefined;
    let authority = "";
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const value = fields[i + 1] as string;
      switch (fields[i]) {
        case ":path":
          path = value;
          break;
        case ":method":
          method = value;
          break;
        case ":authority":
          authority = value;
          break;
        case "content-type":
          contentType = value;
          break;
        case "grpc-timeout": {
          const parsed = parseTimeout(value);
          if (parsed === undefined) brokenTimeout = value;
          else timeoutMs = parsed;
          break;
        }
        case "grpc-encoding":
          encoding = value === "identity" ? undefined : value;
          break;
        case "grpc-accept-encoding":
          acceptEncoding = value;
          break;
        default:
      }
    }
    this.contentName = contentName;
    this.path = path;
    this.method = method;
    this.contentType = contentType;
    this.isGrpc = isGrpcContentType(contentType, contentName);
    this.codec = codecOf(contentType, contentName);
    this.timeoutMs = timeoutMs;
    this.brokenTimeout = brokenTimeout;
    this.encoding = encoding;
    this.acceptEncoding = acceptEncoding;
    this.authority = authority;
  }
}
