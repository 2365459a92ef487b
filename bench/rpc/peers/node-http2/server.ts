import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import { serverMain } from "../node/server-main.ts";

const head = { ":status": 200, "content-type": "application/grpc+proto" };
const trailers = { "grpc-status": "0" };
const window = 4 * 1024 * 1024;
/** With its prefix a tick takes 21 bytes; so many are laid into one write and DATA frame. */
const TICK_BYTES = 21;
const TICKS_A_WRITE = 512;

function answer(stream: http2.ServerHttp2Stream, headers: http2.IncomingHttpHeaders): void {
  stream.on("error", () => {});
  stream.respond(head, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  const path = headers[":path"] ?? "";
  if (path.endsWith("/PingPong")) {
    stream.on("data", (chunk: Buffer) => stream.write(chunk));
    stream.on("end", () => stream.end());
    return;
  }
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => {
    const request = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    if (path.endsWith("/Count")) sendTicks(stream, request.readUInt32LE(5));
    else stream.end(request);
  });
}

function sendTicks(stream: http2.ServerHttp2Stream, messages: number): void {
  let left = messages;
  const send = () => {
    while (left > 0) {
      const now = Math.min(left, TICKS_A_WRITE);
      const chunk = someTicks(now, messages - left);
      left -= now;
      if (!stream.write(chunk)) {
        stream.once("drain", send);
        return;
      }
    }
    stream.end();
  };
  send();
}

function someTicks(count: number, first: number): Buffer {
  const bytes = Buffer.alloc(count * TICK_BYTES, 0x61);
  for (let index = 0; index < count; index++) {
    bytes.writeUInt32BE(0, index * TICK_BYTES);
    bytes.writeUInt8(TICK_BYTES - 5, index * TICK_BYTES + 4);
    bytes.writeUInt32LE(first + index, index * TICK_BYTES + 6);
  }
  return bytes;
}

await serverMain((identity) => {
  const settings = { initialWindowSize: window };
  const server =
    identity === undefined
      ? http2.createServer({ settings })
      : http2.createSecureServer({ ...identity, settings });
  server.on("session", (session) => session.setLocalWindowSize(window));
  server.on("stream", answer);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
});
