import type { IncomingMessage, ServerResponse } from "node:http";
import { CarriedExchange, isConnectionField } from "@tramline/rpc";
import { ownsPath, pathOf } from "@tramline/rpc/internal";
import { given } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { isTls } from "../credentials/is-tls.ts";
import { CarriedConnection } from "./carried-connection.ts";
import { type InProcessDoor, inProcessDoors } from "./in-process-door.ts";
import { authInfoOf, peerOf } from "./peer.ts";
import type { Server } from "./server.ts";

/** A handler of requests for `node:http`, Express, and others that pass node's requests on. */
export type NodeHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: () => void,
) => void;

/** An exchange that a request and a response of node:http carry. */
class NodeExchange extends CarriedExchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  private readonly onOver: () => void;

  constructor(request: IncomingMessage, response: ServerResponse, onOver: () => void) {
    super();
    this.#request = request;
    this.#response = response;
    this.onOver = onOver;
    request.on("data", (chunk: Buffer) => {
      this.receive(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
      if (!this.wantsBody) request.pause();
    });
    request.on("end", () => this.receiveEnd());
    request.on("error", (error) => this.fail("the request cannot be read", error));
    response.on("drain", () => this.receiveReady());
    response.on("close", () => this.fail("the client has left", undefined));
    response.on("error", (error) => this.fail("the response cannot be written", error));
  }

  protected begin(fields: readonly string[], whole: Uint8Array | undefined): void {
    const response = this.#response;
    const headers: string[] = [];
    let status = 200;
    let statedLength: string | undefined;
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = fields[i] as string;
      const value = fields[i + 1] as string;
      if (name === ":status") status = Number(value);
      else if (name === "content-length") statedLength = value;
      else if (!isConnectionField(name)) headers.push(name, value);
    }
    const hasLength = whole !== undefined && status !== 204 && status !== 304;
    // In a response to HEAD it is that of the response to GET.
    const headLength = this.#request.method === "HEAD" ? statedLength : undefined;
    if (hasLength) headers.push("content-length", headLength ?? String(whole.length));
    response.writeHead(status, headers);
    if (whole === undefined) response.flushHeaders();
    else response.end(whole);
  }

  protected write(bytes: Uint8Array): void {
    this.#response.write(bytes);
  }

  protected end(): void {
    this.#response.end();
  }

  protected abort(): void {
    this.#response.destroy();
  }

  protected get isCongested(): boolean {
    return this.#response.writableNeedDrain;
  }

  protected readOn(): void {
    this.#request.resume();
  }

  protected onClosed(): void {
    // An unread rest of the body would keep node from reading the next request of the connection.
    if (!this.#request.readableEnded) this.#request.resume();
    this.onOver();
  }
}

/**
 * Makes a handler of a server's methods for `node:http`, Express, and others, which serves Connect, gRPC-Web, and
 * REST where the server does. Native gRPC needs HTTP/2 with trailers: its requests get a response that says so.
 *
 * ```ts
 * createHttpServer(toNodeHandler(server)).listen(8080);
 * app.use(toNodeHandler(server)); // Express; before a parser of bodies
 * ```
 *
 * With `next`, requests for other paths than those of the server's methods, and of its protocols (REST), are
 * passed on.
 *
 * @throws ConfigurationError SERVER_INVALID for a value that is not a server
 */
export function toNodeHandler(server: Server): NodeHandler {
  const door = inProcessDoors.get(server);
  if (door === undefined) {
    throw new ConfigurationError(
      "SERVER_INVALID",
      `invalid parameter of toNodeHandler: expected a server, as createServer() returns it, got ${given(server)}`,
    );
  }
  return (request, response, next) => {
    if (next !== undefined && !isServed(door, request)) next();
    else serveNode(door, request, response);
  };
}

/** Whether the path of a request is that of a method, or one that a protocol serves. */
function isServed({ host }: InProcessDoor, { url = "/" }: IncomingMessage): boolean {
  const path = pathOf(url);
  if (host.methods.find(path) !== undefined) return true;
  return ownsPath(host.http1Protocols, path);
}

function serveNode(door: InProcessDoor, request: IncomingMessage, response: ServerResponse): void {
  if (request.readableDidRead) {
    respond(
      response,
      500,
      "the body was read before: mount the handler before parsers of bodies\n",
    );
    return;
  }
  const { socket } = request;
  const exchange = new NodeExchange(request, response, () => connection.finish());
  const connection = new CarriedConnection(door, exchange, {
    peer: peerOf(socket),
    authInfo: isTls(socket) ? authInfoOf(socket) : undefined,
  });
  try {
    door.enter(connection);
  } catch {
    respond(response, 503, "the server has been closed\n");
    return;
  }
  connection.serve(fieldsOf(request), false);
}

function fieldsOf(request: IncomingMessage): string[] {
  const { method = "GET", url = "/", headers, rawHeaders, socket } = request;
  const fields = [":method", method, ":scheme", isTls(socket) ? "https" : "http", ":path", url];
  const authority = headers.host ?? headers[":authority"];
  if (typeof authority === "string") fields.push(":authority", authority);
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    // Those of node:http2's compatibility API have the pseudo-header fields among them.
    if (isConnectionField(name) || name.startsWith(":")) continue;
    fields.push(name, rawHeaders[i + 1] as string);
  }
  return fields;
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain" }).end(text);
}
