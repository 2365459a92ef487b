// A server with handlers that a test of REST watches.

import http2 from "node:http2";
import { restProtocol } from "@tramline/gateway";
import { createServer, grpcProtocol, type ServerOptions } from "tramline";
import { RestService } from "./gen/rest/v1/rest.ts";
import { type HttpRequest, type HttpResponse, sendHttp2 } from "./rest.support.ts";

/** A server whose stream does not end by itself, and whose other method throws. */
export interface Greeting {
  readonly session: http2.ClientHttp2Session;
  /** How many messages the stream has had. */
  readonly sent: number;
  /** Settles once the stream's handler waits for the client to read. */
  readonly isHeldBack: Promise<void>;
  /** Settles once the stream's handler has ended. */
  readonly hasEnded: Promise<void>;
  send(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Starts such a server. */
export async function createGreeting(options: ServerOptions = {}): Promise<Greeting> {
  let sent = 0;
  let endHandler = () => {};
  let holdBack = () => {};
  const hasEnded = new Promise<void>((resolve) => {
    endHandler = resolve;
  });
  const isHeldBack = new Promise<void>((resolve) => {
    holdBack = resolve;
  });
  const server = createServer({
    protocols: [grpcProtocol, restProtocol({ services: [RestService] })],
    ...options,
  });
  server.add(RestService, {
    async *watch({ name }) {
      try {
        for (;;) {
          sent += 1;
          const before = sent;
          setTimeout(() => {
            if (sent === before) holdBack();
          }, 50);
          yield { name: name.padEnd(1000, "x"), number: sent };
        }
      } finally {
        endHandler();
      }
    },
    nothing() {
      throw new Error("secret");
    },
  });
  const { port } = await server.listen("127.0.0.1:0");
  const session = http2.connect(`http://127.0.0.1:${port}`);
  session.on("error", () => {});
  return {
    session,
    get sent() {
      return sent;
    },
    isHeldBack,
    hasEnded,
    send: (request) => sendHttp2(session, request),
    async close() {
      session.close();
      await server.close({ graceMs: 0 });
    },
  };
}
