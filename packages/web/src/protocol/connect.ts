import {
  codeFromHttpStatus,
  encodeBase64,
  parseTimeout,
  readConnectEnd,
  readConnectError,
} from "@tramline/rpc";
import { brokenBody, bytesOf, piecesOf } from "../body/byte-source.ts";
import { fieldsOf, foreignResponse, onlyRequest, partOf, readWhole } from "./fields.ts";
import { readParts } from "./parts.ts";
import type {
  StreamedRequests,
  WebMethod,
  WebMethodSettings,
  WebProtocol,
} from "./web-protocol.ts";

/** Settings of Connect. */
export interface ConnectOptions {
  /**
   * Calls unary methods without side effects (`idempotency_level = NO_SIDE_EFFECTS`) by GET, so that their
   * responses can be cached. Requests are in the address then, which servers log; one that would be longer
   * than 8,000 characters goes by POST. Default: false.
   */
  readonly get?: boolean | undefined;
}

/** The longest address that is sent; servers and proxies accept 8,192 characters, most of them. */
const MAX_URL_LENGTH = 8000;
/** An error may have so many bytes, however small messages must be. */
const MIN_ERROR_BYTES = 64 * 1024;
/** The flag of the last part of a streaming response. */
const END_FLAG = 2;
const TRAILER = "trailer-";
/** Encodings that fetch itself inflates, and asks for. */
const INFLATED = ["", "identity", "gzip", "x-gzip", "deflate", "br", "zstd"];

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

function bindUnary({ method, url, codecName }: WebMethodSettings, mayGet: boolean): WebMethod {
  const contentType = `application/${codecName}`;
  const isGet = mayGet && method.idempotency === "noSideEffects";
  return {
    request(fields, { bytes, compression }) {
      const own = connectFields(fields);
      if (isGet) {
        const query = queryOf(bytes, codecName, compression);
        if (url.length + query.length <= MAX_URL_LENGTH) {
          return { url: url + query, method: "GET", headers: own };
        }
      }
      return {
        url,
        headers: [
          "content-type",
          contentType,
          "connect-protocol-version",
          "1",
          ...(compression === undefined ? [] : ["content-encoding", compression]),
          ...own,
        ],
        body: bytes,
      };
    },
    async receive(response, sink) {
      const { headers, status } = response;
      const fields = fieldsOf(response);
      const leading: string[] = [];
      const trailers: string[] = [];
      for (let i = 0; i < fields.length; i += 2) {
        const name = fields[i] as string;
        const value = fields[i + 1] as string;
        if (name.startsWith(TRAILER)) trailers.push(name.slice(TRAILER.length), value);
        else leading.push(name, value);
      }
      const type = (headers.get("content-type") ?? "").split(";", 1)[0]?.trim();
      const read = async (maxBytes: number) => {
        const bytes = await readWhole(piecesOf(response), maxBytes);
        const encoding = headers.get("content-encoding") ?? "";
        return INFLATED.includes(encoding) ? bytes : sink.inflate(bytes, encoding);
      };
      if (status !== 200) {
        const isError = type === "application/json";
        const body = isError
          ? await read(Math.max(sink.maxReceiveBytes, MIN_ERROR_BYTES))
          : undefined;
        const fallback = {
          code: codeFromHttpStatus(status),
          message: `the server responded with HTTP status ${status}`,
        };
        throw readConnectError(body, fallback, [...leading, ...trailers]);
      }
      if (type !== contentType) {
        throw foreignResponse(
          response,
          "Connect",
          type === "application/json" || type === "application/proto",
        );
      }
      sink.onHeaders(leading);
      await sink.onMessage(await read(sink.maxReceiveBytes));
      return trailers;
    },
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

/** The query of a GET request (Connect Protocol Reference, Unary-Get-Request). */
function queryOf(bytes: Uint8Array, codecName: string, compression: string | undefined): string {
  const text = encodeBase64(bytes).replaceAll("+", "-").replaceAll("/", "_");
  const packed = compression === undefined ? "" : `&compression=${compression}`;
  return `?connect=v1&encoding=${codecName}${packed}&base64=1&message=${text}`;
}

/** The fields of a call, with Connect's own for the timeout. */
function connectFields(fields: readonly string[]): string[] {
  const own = [...fields];
  const at = own.indexOf("grpc-timeout");
  // Values are at odd places, so that this can only be the name.
  if (at >= 0 && at % 2 === 0) {
    own[at] = "connect-timeout-ms";
    own[at + 1] =
      `${Math.min(Math.ceil(parseTimeout(own[at + 1] as string) ?? 0), MAX_TIMEOUT_MS)}`;
  }
  return own;
}

/** At most ten digits. */
const MAX_TIMEOUT_MS = 9_999_999_999;
