import { requestSending } from "@tramline/rpc";
import type { RequestStreams } from "./request-streams.ts";
import { StreamingAttempt } from "./streaming-attempt.ts";

/**
 * Returns the carrier of calls with a stream of requests over fetch: the request's body is a stream. Runtimes differ.
 * Node, Deno, and Bun send requests and receive responses at the same time. Chromium sends all requests before it
 * returns the response, and only over HTTP/2: it can call client-streaming methods, but not bidirectional ones. Other
 * browsers do not support such bodies. Calls that the runtime does not support end with UNIMPLEMENTED.
 */
export function fetchStreams(): RequestStreams {
  let hasBodies: boolean | undefined;
  return {
    sending: requestSending,
    problemOf({ kind }) {
      hasBodies ??= hasStreamedBodies();
      if (!hasBodies) return "the fetch of this runtime has no streams of requests";
      return kind === "clientStreaming" || isFullDuplex()
        ? undefined
        : "the fetch of this runtime sends all requests before it receives a response";
    },
    start(route, streamed, handler, owner, wasDelayed) {
      StreamingAttempt.start(route, streamed, handler, owner, wasDelayed);
    },
  };
}

/** Whether bodies may be streams: where they may not, one is taken for text. */
function hasStreamedBodies(): boolean {
  let wasRead = false;
  const init = {
    method: "POST",
    body: new ReadableStream(),
    get duplex() {
      wasRead = true;
      return "half";
    },
  };
  const request = new Request("http://127.0.0.1", init as RequestInit);
  return wasRead && !request.headers.has("content-type");
}

/** Node, Deno, and Bun say so; of a browser it is not known before one tries. */
function isFullDuplex(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}
