import { encodeBase64Bytes, Metadata, readTrailers, StatusError } from "@tramline/rpc";
import { behind, bytesOf, decodedPieces, piecesOf } from "../body/byte-source.ts";
import { fieldsOf, foreignResponse, onlyRequest, partOf } from "./fields.ts";
import { readParts } from "./parts.ts";
import type {
  StreamedRequests,
  WebMethod,
  WebMethodSettings,
  WebProtocol,
} from "./web-protocol.ts";

/** Settings of gRPC-Web. */
export interface GrpcWebOptions {
  /**
   * Sends bodies in base64 (`application/grpc-web-text`), for proxies that pass only text. Default: false.
   */
  readonly text?: boolean | undefined;
}

const CONTENT_TYPE = "application/grpc-web";
const TEXT = "-text";
/** The flag of the part that has the trailers (PROTOCOL-WEB, Message framing). */
const TRAILERS_FLAG = 0x80;

/**
 * Returns gRPC-Web, for servers of Tramline and every gRPC server behind a proxy that speaks it.
 *
 * @see https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md
 */
export function grpcWeb({ text = false }: GrpcWebOptions = {}): WebProtocol {
  return { name: "gRPC-Web", bind: (settings) => bindGrpcWeb(settings, text) };
}

function bindGrpcWeb(
  { url, codecName, acceptEncoding }: WebMethodSettings,
  isText: boolean,
): WebMethod {
  const contentType = `${CONTENT_TYPE}${isText ? TEXT : ""}+${codecName}`;
  const streamed: StreamedRequests = {
    request: (fields, compression) => ({
      url,
      headers: [
        "content-type",
        contentType,
        "accept",
        contentType,
        "x-grpc-web",
        "1",
        ...(acceptEncoding === "" ? [] : ["grpc-accept-encoding", acceptEncoding]),
        ...(compression === undefined ? [] : ["grpc-encoding", compression]),
        ...fields,
      ],
    }),
    part(bytes, isCompressed) {
      const part = partOf(bytes, isCompressed);
      return isText ? encodeBase64Bytes(part) : part;
    },
  };
  return {
    streamed,
    request: (fields, message) => onlyRequest(streamed, fields, message),
    async receive(response, sink) {
      let trailers = fieldsOf(response);
      let status = readTrailers(trailers);
      const pieces = piecesOf(response);
      // A server that has nothing else to say puts its status into the headers. With a body, that has it.
      const first = status === undefined ? undefined : await pieces();
      if (status === undefined || first !== undefined) {
        const type = response.headers.get("content-type") ?? "";
        if (response.status !== 200 || !isContentType(type, codecName)) {
          throw foreignResponse(response, "gRPC-Web");
        }
        sink.onHeaders(trailers);
        const all = first === undefined ? pieces : behind(first, pieces);
        const take = bytesOf(type.startsWith(CONTENT_TYPE + TEXT) ? decodedPieces(all) : all);
        const rules = {
          endFlag: TRAILERS_FLAG,
          compression: response.headers.get("grpc-encoding") ?? undefined,
        };
        trailers = parseTrailers(await readParts(take, sink, rules));
        status = readTrailers(trailers);
      }
      const metadata = Metadata.fromFields(trailers);
      if (status === undefined) {
        const text = "the server ended the call without grpc-status";
        throw new StatusError("UNKNOWN", text, { metadata });
      }
      if (status.code !== 0) throw StatusError.fromTrailers(status.code, status.message, metadata);
      return trailers;
    },
  };
}

/** Whether a content type is one of gRPC-Web with messages in this encoding, or without its name. */
function isContentType(type: string, codecName: string): boolean {
  const [, , codec] = /^application\/grpc-web(-text)?(?:\+([^;]*))?(?:$|;)/.exec(type) ?? [
    "",
    "",
    "-",
  ];
  return codec === undefined || codec.trim() === codecName;
}

/** The lines of a header block as in HTTP/1.1. */
function parseTrailers(part: Uint8Array | undefined): string[] {
  return new TextDecoder()
    .decode(part)
    .split("\r\n")
    .flatMap((line) => {
      const colon = line.indexOf(":");
      return colon < 0 ? [] : [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
}
