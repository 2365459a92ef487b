import { readConnectEnd } from "@tramline/rpc";
import { brokenBody, bytesOf, piecesOf } from "../body/byte-source.ts";
import { connectFields } from "./connect-fields.ts";
import { bindUnary, type ConnectOptions } from "./connect-unary.ts";
import { fieldsOf, foreignResponse, onlyRequest, partOf } from "./fields.ts";
import { readParts } from "./parts.ts";
import type {
  StreamedRequests,
  WebMethod,
  WebMethodSettings,
  WebProtocol,
} from "./web-protocol.ts";

/** The flag of the last part of a streaming response. */
const END_FLAG = 2;

/**
 * Returns Connect, the protocol that is plain HTTP: a unary call is a POST of a message.
 *
 * @see https://connectrpc.com/docs/protocol
 */
export function connect({ get = false }: ConnectOptions = {}): WebProtocol {
  return {
    name: "Connect",
    bind: (settings) =>
      settings.method.kind === "unary" ? bindUnary(settings, get) : bindStream(settings),
  };
}

function bindStream({ url, codecName, acceptEncoding }: WebMethodSettings): WebMethod {
  const contentType = `application/connect+${codecName}`;
  const streamed: StreamedRequests = {
    request: (fields, compression) => ({
      url,
      headers: [
        "content-type",
        contentType,
        "connect-protocol-version",
        "1",
        ...(acceptEncoding === "" ? [] : ["connect-accept-encoding", acceptEncoding]),
        ...(compression === undefined ? [] : ["connect-content-encoding", compression]),
        ...connectFields(fields),
      ],
    }),
    part: partOf,
  };
  return {
    streamed,
    request: (fields, message) => onlyRequest(streamed, fields, message),
    async receive(response, sink) {
      const { headers, status } = response;
      const type = (headers.get("content-type") ?? "").split(";", 1)[0]?.trim();
      if (status !== 200 || type !== contentType) {
        throw foreignResponse(response, "Connect", type?.startsWith("application/connect+"));
      }
      sink.onHeaders(fieldsOf(response));
      const rules = {
        endFlag: END_FLAG,
        compression: headers.get("connect-content-encoding") ?? undefined,
      };
      const end = await readParts(bytesOf(piecesOf(response)), sink, rules);
      const { error, trailers } = readConnectEnd(
        end ?? brokenBody("the server ended the response without its last part"),
      );
      if (error !== undefined) throw error;
      return trailers;
    },
  };
}
