import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { connect, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http2";
import {
  createServer,
  detail,
  type ServerOptions,
  type ServiceImplementation,
  StatusError,
} from "tramline";
import { BadRequest } from "tramline/google/rpc";
import type { EdgeService as Contract } from "./gen/edge/edge.ts";
import { EdgeService } from "./gen/edge/edge.ts";

/** The service of the contract. A request with the text "fail" ends with a status that has all its parts. */
const service = {
  read: async (request, context) => {
    if (request.text === "wait") await once(context.signal, "abort");
    context.responseHeaders.set("read-header", "of read");
    return request;
  },
  write: (request, context) => {
    context.responseHeaders.set("head", "one");
    context.responseTrailers.set("tail", "two").set("tail-bin", Uint8Array.of(1, 2));
    if (request.text === "fail") throw failure();
    if (request.text === "bug") throw new Error("a secret");
    return request;
  },
  *repeat(request, context) {
    context.responseHeaders.set("head", "one");
    context.responseTrailers.set("tail", "two");
    for (let i = 0; i < request.count; i++) yield { ...request, count: i };
    if (request.text === "fail") throw failure();
  },
  async collect(requests) {
    let text = "";
    for await (const request of requests) text += request.text;
    return { text };
  },
  async *chat(requests) {
    for await (const request of requests) yield request;
  },
} satisfies ServiceImplementation<typeof Contract>;

function failure(): StatusError {
  return new StatusError("FAILED_PRECONDITION", "not now: ü%", {
    details: [detail(BadRequest, { fieldViolations: [{ field: "text", description: "fail" }] })],
    metadata: { why: "because" },
  });
}

/** Serves the contract while `run` runs. */
export async function serving<T>(
  options: ServerOptions,
  run: (port: number) => Promise<T>,
): Promise<T> {
  const server = createServer(options).add(EdgeService, service);
  const { port } = await server.listen("127.0.0.1:0");
  try {
    return await run(port);
  } finally {
    await server.close({ graceMs: 0 });
  }
}

/** A response as another HTTP/2 received it. */
export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  /** Set when a second header section came, which no browser's script could read. */
  readonly trailers: IncomingHttpHeaders | undefined;
}

/** Makes a request; each piece of the body is handed to the socket by itself. */
export type Send = (
  port: number,
  headers: OutgoingHttpHeaders,
  ...body: readonly (Uint8Array | string)[]
) => Promise<RawResponse>;

/** The ways to make a request, by the version of HTTP. */
export const versions: readonly (readonly [name: string, send: Send])[] = [
  ["HTTP/2", sendByHttp2],
  ["HTTP/1.1", sendByHttp1],
];

async function sendByHttp1(
  port: number,
  { ":method": method = "POST", ":path": path, ...headers }: OutgoingHttpHeaders,
  ...body: readonly (Uint8Array | string)[]
): Promise<RawResponse> {
  const sent = request({
    host: "127.0.0.1",
    port,
    method: String(method),
    path: String(path),
    headers: headers as Record<string, string>,
    agent: false,
  });
  // A server may end a request that it rejects before the body is through.
  sent.on("error", () => {});
  const responded = once(sent, "response") as Promise<[IncomingMessage]>;
  for (const piece of body) {
    if (sent.destroyed) break;
    sent.write(piece);
    await turn();
  }
  sent.end();
  const [response] = await responded;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const trailers = Object.keys(response.trailers).length === 0 ? undefined : response.trailers;
  return responseOf(response.statusCode ?? 0, response.headers, chunks, trailers);
}

function responseOf(
  status: number,
  headers: IncomingHttpHeaders,
  chunks: readonly Buffer[],
  trailers: IncomingHttpHeaders | undefined,
): RawResponse {
  const body = Buffer.concat(chunks);
  return { status, headers, body, text: body.toString(), trailers };
}

/** Waits until what was written is out of the writer's hands. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

async function sendByHttp2(
  port: number,
  headers: OutgoingHttpHeaders,
  ...body: readonly (Uint8Array | string)[]
): Promise<RawResponse> {
  const session = connect(`http://127.0.0.1:${port}`);
  try {
    const stream = session.request(
      { ":method": "POST", ...headers },
      { endStream: body.length === 0 },
    );
    // A server may end a request that it rejects before the body is through.
    stream.on("error", () => {});
    let trailers: IncomingHttpHeaders | undefined;
    stream.on("trailers", (received: IncomingHttpHeaders) => {
      trailers = received;
    });
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    for (const piece of body) {
      if (stream.closed) break;
      stream.write(piece);
      await turn();
    }
    if (body.length > 0) stream.end();
    const [received] = (await once(stream, "response")) as [IncomingHttpHeaders];
    if (!stream.closed) await once(stream, "close");
    return responseOf(Number(received[":status"]), received, chunks, trailers);
  } finally {
    session.close();
  }
}

/** A part of a body with its prefix. */
export function part(flags: number, content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content as string);
  const prefix = Buffer.alloc(5);
  prefix[0] = flags;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

/** The parts of a body: flags and content of each. */
export function partsOf(body: Buffer): { flags: number; content: Buffer }[] {
  const parts: { flags: number; content: Buffer }[] = [];
  for (let at = 0; at < body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1);
    parts.push({ flags: body[at] as number, content: body.subarray(at + 5, end) });
    at = end;
  }
  return parts;
}
