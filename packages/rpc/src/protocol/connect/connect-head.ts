import { acceptedEncodings } from "../../compression/compression-registry.ts";
import { type ConnectQuery, parseQuery } from "./query.ts";

const STREAM = "application/connect+";
const UNARY = "application/";

/** The contents of the header section of a request, as Connect reads them. */
export class ConnectHead {
  /** The path without the query: the procedure. */
  readonly path: string;
  readonly method: string;
  /** The parameters of a GET request; undefined for others. */
  readonly query: ConnectQuery | undefined;
  /** Whether messages are enveloped, as those of streaming methods are. */
  readonly isStream: boolean;
  /** How messages are encoded; empty where the request does not say. */
  readonly codec: string;
  /** The version that the request names; undefined for none. */
  readonly version: string | undefined;
  /** From connect-timeout-ms; -1 when there is none. */
  readonly timeoutMs: number;
  /** A malformed connect-timeout-ms, which ends the call. */
  readonly brokenTimeout: string | undefined;
  /** Name of the compression of the request; undefined for none. */
  readonly encoding: string | undefined;
  /** Names of the compressions that the client accepts, separated by commas; undefined for none. */
  readonly acceptEncoding: string | undefined;
  /** The size of the body by its content-length; -1 when there is none. */
  readonly contentLength: number;
  /** Whether it is a request of this protocol. */
  readonly isConnect: boolean;

  constructor(fields: readonly string[]) {
    const read = new Map<string, string>();
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = fields[i] as string;
      if (!known.has(name)) continue;
      const value = fields[i + 1] as string;
      const former = name.endsWith("accept-encoding") ? read.get(name) : undefined;
      read.set(name, former === undefined ? value : `${former},${value}`);
    }
    const path = read.get(":path") ?? "";
    const mark = path.indexOf("?");
    this.path = mark === -1 ? path : path.slice(0, mark);
    this.method = read.get(":method") ?? "";
    const isGet = this.method === "GET";
    this.query = isGet ? parseQuery(mark === -1 ? "" : path.slice(mark + 1)) : undefined;
    const contentType = (read.get("content-type") ?? "").split(";", 1)[0]?.trim() ?? "";
    this.isStream = contentType.startsWith(STREAM);
    const version = read.get("connect-protocol-version");
    if (this.isStream) this.codec = contentType.slice(STREAM.length);
    else if (this.query !== undefined) this.codec = this.query.encoding ?? "";
    else this.codec = contentType.startsWith(UNARY) ? contentType.slice(UNARY.length) : "";
    this.version = isGet && !this.isStream ? this.query?.version : version;
    const timeout = read.get("connect-timeout-ms");
    const isTimeout = timeout !== undefined && /^[0-9]{1,10}$/.test(timeout);
    this.timeoutMs = isTimeout ? Number(timeout) : -1;
    this.brokenTimeout = isTimeout ? undefined : timeout;
    const prefix = this.isStream ? "connect-" : "";
    const encoding =
      this.query === undefined ? read.get(`${prefix}content-encoding`) : this.query.compression;
    this.encoding = encoding === "identity" || encoding === "" ? undefined : encoding;
    const accept = read.get(`${prefix}accept-encoding`);
    this.acceptEncoding = accept === undefined ? this.encoding : acceptedEncodings(accept);
    const length = read.get("content-length");
    this.contentLength = length !== undefined && /^[0-9]{1,15}$/.test(length) ? Number(length) : -1;
    this.isConnect = this.isStream || version !== undefined || this.isUnary(isGet);
  }

  /** Whether a request that is not marked as Connect's is one of its unary requests. */
  private isUnary(isGet: boolean): boolean {
    if (isGet) return this.query?.encoding !== undefined || this.query?.version !== undefined;
    return this.method === "POST" && (this.codec === "proto" || this.codec === "json");
  }
}

const known: ReadonlySet<string> = /*@__PURE__*/ new Set([
  ":path",
  ":method",
  "content-type",
  "content-length",
  "content-encoding",
  "accept-encoding",
  "connect-protocol-version",
  "connect-timeout-ms",
  "connect-content-encoding",
  "connect-accept-encoding",
]);
