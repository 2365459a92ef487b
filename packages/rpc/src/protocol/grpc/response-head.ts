import { Code } from "../../status/code.ts";
import { codeFromHttpStatus } from "../../status/http-status.ts";
import { isGrpcContentType, namedCodecOf } from "./content-type.ts";

/** The contents of the header section of a response, as a client reads them. */
export class ResponseHead {
  /** Name of the compression of messages; undefined for none. */
  readonly encoding: string | undefined;
  /** How messages are encoded, by the content type; empty when that does not say. */
  readonly codec: string;
  /** Set when the response is not a gRPC response: the code and text that the call ends with. */
  readonly failure: { readonly code: Code; readonly message: string } | undefined;

  constructor(encoding: string | undefined, codec: string, failure: ResponseHead["failure"]) {
    this.encoding = encoding;
    this.codec = codec;
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
  const lowerCase = contentType.toLowerCase();
  const codec = namedCodecOf(lowerCase);
  if (status !== 200) {
    const message = `the server responded with HTTP status ${status}, not with gRPC`;
    return new ResponseHead(encoding, codec, { code: codeFromHttpStatus(status), message });
  }
  if (isGrpcContentType(lowerCase)) return new ResponseHead(encoding, codec, undefined);
  const message =
    contentType === ""
      ? "the response has no content-type: the server does not speak gRPC here"
      : `the response's content-type is ${contentType}, not application/grpc`;
  return new ResponseHead(encoding, codec, { code: Code.UNKNOWN, message });
}
