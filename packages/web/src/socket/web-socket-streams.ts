import { requestSending } from "@tramline/rpc";
import type { FetchFunction } from "../channel/fetch-attempt.ts";
import type { RequestStreams } from "../channel/request-streams.ts";
import { StreamingAttempt } from "../channel/streaming-attempt.ts";
import { SocketRequest } from "./socket-fetch.ts";
import type { WebSocketConstructor } from "./socket-types.ts";

export type { WebSocketConstructor, WebSocketLike } from "./socket-types.ts";

/** Settings of calls over WebSockets. */
export interface WebSocketOptions {
  /**
   * The class of WebSockets. Default: the platform's, which Node has since version 22; on Node 20, that of undici.
   */
  readonly WebSocket?: WebSocketConstructor | undefined;
}

/**
 * Returns the carrier of calls with a stream of requests over WebSockets, one for each call, at the same address: in
 * browsers, workers, Node, Deno, and Bun. Both sides send at the same time, and hold each other back. Such calls
 * need a Tramline server, or `tram proxy`, and go by Connect or gRPC-Web, as the channel's others do.
 *
 * ```ts
 * const channel = createWebChannel("https://shop.example", {
 *   protocol: connect(),
 *   requestStreams: webSocketStreams(),
 * });
 * ```
 *
 * The option `credentials` of the channel does not apply: browsers send the cookies that they have for the server.
 */
export function webSocketStreams({ WebSocket }: WebSocketOptions = {}): RequestStreams {
  const fetch = webSocketFetch({ WebSocket });
  return {
    sending: requestSending,
    problemOf: () =>
      (WebSocket ?? platformSocket()) === undefined
        ? "this runtime has no WebSocket; pass a class of them to webSocketStreams"
        : undefined,
    start(route, streamed, handler, owner, wasDelayed) {
      StreamingAttempt.start({ ...route, fetch }, streamed, handler, owner, wasDelayed);
    },
  };
}

/**
 * Returns a `fetch` that makes each request on a WebSocket, for the option `fetch` of a channel whose calls of all kinds
 * are to go over WebSockets, as where a proxy buffers streams of responses.
 */
export function webSocketFetch({ WebSocket }: WebSocketOptions = {}): FetchFunction {
  return async (url, init) => {
    const Socket = WebSocket ?? platformSocket();
    if (Socket === undefined) {
      throw new Error("this runtime has no WebSocket; pass a class of them to webSocketFetch");
    }
    return SocketRequest.send(Socket, url, init);
  };
}

function platformSocket(): WebSocketConstructor | undefined {
  return (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
}
