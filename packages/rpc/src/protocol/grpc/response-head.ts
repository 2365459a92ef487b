import { Code } from "../../status/code.ts";
import { codeFromHttpStatus } from "../../status/http-status.ts";
import { codecOf, isGrpcContentType } from "./content-type.ts";

/** The contents of the header section of a response, as a client reads them. */
export class ResponseHead {
  /** Name of the compression of messages; undefined for none. */
  readonly encoding: string | undefined;
  /** Set when the response is not a gRPC response: the code and text that the call ends with. */
  readonly failure: { readonly code: Code; readonly message: string } | undefined;

  constructor(encoding: string | undefined, failure: ResponseHead["failure"]) {
    this.encoding = encoding;
    this.failure = failure;
  }
}

/** Reads a response's header section (gRPC over HTTP/2, Response-Headers). */
export function readResponseHead(status: number, fields: readonly string[]): ResponseHead {
  let encoding: string | undefined;
  let contentType = "";
  for (let i = 0; i + 1 < fields.length; i += 2) {
    switch (fields[i]) {
      case "grpc-encoding":
        encoding = fields[i + 1] as string;
        break;
      case "content-type":
        contentType = fields[i + 1] as string;
        break;
      default:
    }
  }
  if (encoding === "identity") encoding = undefined;
  if (status !== 200) {
    const message = `the server responded with HTTP status ${status}, not with gRPC`;
    return new ResponseHead(encoding, { code: codeFromHttpStatus(status), message });
  }
  return new ResponseHead(encoding, contentTypeFailure(contentType));
}

/**
 * The problem with the content-type of a response to a request for protobuf. Messages of another codec
 * would at best fail to decode, at worst be decoded as something else.
 */
function contentTypeFailure(contentType: string): ResponseHead["failure"] {
  if (contentType === "application/grpc") return undefined;
  const lowerCase = contentType.toLowerCase();
  if (!isGrpcContentType(lowerCase)) {
    const message =
      contentType === ""
        ? "the response has no content-type: the server does not speak gRPC here"
        : `the response's content-type is ${contentType}, not application/grpc`;
    return { code: Code.UNKNOWN, message };
  }
  const codec = codecOf(lowerCase);
  if (codec === "proto" || codec === "") return undefined;
  const message = `the response's content-type is ${contentType}: its messages are ${codec}, but the client expects protobuf (application/grpc)`;
  return { code: Code.INTERNAL, message };
}
