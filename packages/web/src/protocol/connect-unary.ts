import { codeFromHttpStatus, encodeBase64, readConnectError } from "@tramline/rpc";
import { piecesOf } from "../body/byte-source.ts";
import { connectFields } from "./connect-fields.ts";
import { fieldsOf, foreignResponse, readWhole } from "./fields.ts";
import type { WebMethod, WebMethodSettings, WebProtocol } from "./web-protocol.ts";

/** Settings of Connect. */
export interface ConnectOptions {
  /**
   * Calls unary methods without side effects (`idempotency_level = NO_SIDE_EFFECTS`) by GET, so that their
   * responses can be cached. The request is then part of the address, which servers log. A call
   * whose address would be longer than 8,000 characters uses POST. Default: false.
   */
  readonly get?: boolean | undefined;
}

/** The longest address that is sent: most servers and proxies accept 8,192 characters. */
const MAX_URL_LENGTH = 8000;
/** The least limit of the size of an error, even if that of messages is lower. */
const MIN_ERROR_BYTES = 64 * 1024;
const TRAILER = "trailer-";
/** Encodings that fetch itself accepts and decompresses. */
const INFLATED = ["", "identity", "gzip", "x-gzip", "deflate", "br", "zstd"];

/**
 * Returns Connect for unary methods alone, for bundles that have no others.
 *
 * @see https://connectrpc.com/docs/protocol
 */
export function connectUnary({ get = false }: ConnectOptions = {}): WebProtocol {
  return { name: "Connect", bind: (settings) => bindUnary(settings, get) };
}

/** Binds Connect to a unary method. */
export function bindUnary(
  { method, url, codecName }: WebMethodSettings,
  mayGet: boolean,
): WebMethod {
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

/** The query of a GET request (Connect Protocol Reference, Unary-Get-Request). */
function queryOf(bytes: Uint8Array, codecName: string, compression: string | undefined): string {
  const text = encodeBase64(bytes).replaceAll("+", "-").replaceAll("/", "_");
  const packed = compression === undefined ? "" : `&compression=${compression}`;
  return `?connect=v1&encoding=${codecName}${packed}&base64=1&message=${text}`;
}
