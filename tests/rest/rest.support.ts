// Clients for the tests of REST: Node's own, of HTTP/2, and fetch, of HTTP/1.1.
import { once } from "node:events";
import http2 from "node:http2";
import { type RestOptions, restProtocol } from "@tramline/gateway";
import {
  connectProtocol,
  createServer,
  grpcProtocol,
  grpcWebProtocol,
  type Server,
  type ServerOptions,
} from "tramline";
import { PlainService, RestService } from "./gen/rest/v1/rest.ts";
import { plainService, restService } from "./service.ts";

/** A request, as a table has it. */
export interface HttpRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A response, as far as tests look at it. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly trailers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** The body as text. */
  readonly text: string;
  /** The body as JSON; undefined when it is not. */
  readonly json: unknown;
}

/** A server with REST on an ephemeral port, and a client of it. */
export interface RestPair {
  readonly server: Server;
  readonly port: number;
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The same by fetch, over HTTP/1.1. There are no trailers. */
  fetch(request: HttpRequest): Promise<HttpResponse>;
  /** The client's connection, for tests of streams. */
  readonly session: http2.ClientHttp2Session;
  close(): Promise<void>;
}

/** Starts a server that serves the services of this suite by REST. */
export async function startRest(
  options: Partial<RestOptions> = {},
  serverOptions: ServerOptions = {},
): Promise<RestPair> {
  const rest = restProtocol({ services: [RestService, PlainService], ...options });
  const server = createServer({
    protocols: [grpcProtocol, grpcWebProtocol, rest, connectProtocol],
    ...serverOptions,
  });
  server.add(RestService, restService).add(PlainService, plainService);
  const { port } = await server.listen("127.0.0.1:0");
  const session = http2.connect(`http://127.0.0.1:${port}`);
  session.on("error", () => {});
  return {
    server,
    port: port ?? 0,
    session,
    send: (request) => sendHttp2(session, request),
    fetch: (request) => sendHttp1(`http://127.0.0.1:${port}`, request),
    async close() {
      session.close();
      await server.close({ graceMs: 0 });
    },
  };
}

/** Sends a request over HTTP/2. */
export async function sendHttp2(
  session: http2.ClientHttp2Session,
  { method = "GET", path, headers = {}, body }: HttpRequest,
): Promise<HttpResponse> {
  const stream = session.request({
    ":method": method,
    ":path": path,
    ...(body !== undefined && headers["content-type"] === undefined
      ? { "content-type": "application/json" }
      : {}),
    ...headers,
  });
  let trailers: http2.IncomingHttpHeaders = {};
  stream.on("trailers", (fields: http2.IncomingHttpHeaders) => {
    trailers = fields;
  });
  stream.end(body);
  const [fields] = (await once(stream, "response")) as [http2.IncomingHttpHeaders];
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return responseOf(Number(fields[":status"]), fields, trailers, Buffer.concat(chunks));
}

/** Sends a request over HTTP/1.1, by fetch or a function of the same form. */
export async function sendHttp1(
  url: string,
  { method = "GET", path, headers = {}, body }: HttpRequest,
  send: (url: string, init: RequestInit) => Promise<Response> = fetch,
): Promise<HttpResponse> {
  const response = await send(url + path, {
    method,
    headers: {
      ...(body !== undefined && { "content-type": "application/json" }),
      "accept-encoding": "identity",
      ...headers,
    },
    ...(body !== undefined && { body: Buffer.from(body) }),
  });
  return responseOf(
    response.status,
    Object.fromEntries(response.headers),
    {},
    Buffer.from(await response.arrayBuffer()),
  );
}

/** Makes a response of its parts. */
function responseOf(
  status: number,
  headers: HttpResponse["headers"],
  trailers: HttpResponse["headers"],
  body: Buffer,
): HttpResponse {
  const text = body.toString("utf8");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status, headers, trailers, body, text, json };
}
