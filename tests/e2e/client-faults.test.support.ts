import { once } from "node:events";
import {
  constants,
  createServer as createHttp2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { type Client, type ClientChannelOptions, createChannel, createClient } from "tramline";
import { Echo, EchoService } from "./gen/e2e/echo.ts";

type OnStream = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, count: number) => void;

/** Answers a call with the messages, framed. */
export function answer(stream: ServerHttp2Stream, texts: readonly string[], trailers = {}): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", ...trailers }));
  for (const text of texts) {
    const encoded = Echo.encode({ text });
    stream.write(Buffer.concat([Uint8Array.of(0, 0, 0, 0, encoded.length), encoded]));
  }
  stream.end();
}

/** Runs `body` with a client of a server that does as `onStream` says with the n-th stream. */
export async function withScript(
  onStream: OnStream,
  body: (client: Client<typeof EchoService>, seen: { streams: number }) => Promise<void>,
  options: ClientChannelOptions = {},
): Promise<void> {
  const server = createHttp2Server();
  const sessions = new Set<ServerHttp2Session>();
  const seen = { streams: 0 };
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
  });
  server.on("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on("error", () => {});
    seen.streams += 1;
    onStream(stream, headers, seen.streams);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const channel = createChannel(`127.0.0.1:${(server.address() as AddressInfo).port}`, options);
  try {
    await body(createClient(EchoService, channel), seen);
  } finally {
    await channel.close();
    for (const session of sessions) session.destroy();
    server.close();
  }
}

export const refuse = (stream: ServerHttp2Stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM);
