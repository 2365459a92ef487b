/**
 * The attacked server on bare node:http2: responds with gRPC's frames, decodes and inflates nothing.
 * usage: server.ts certificate key
 */
import { readFileSync } from "node:fs";
import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { chunk, emptyMessage, prefixed } from "../../wire/messages.ts";
import { feedBytes, handlers, stubbornMs } from "../stubborn.ts";

const head = { ":status": 200, "content-type": "application/grpc+proto" };
const full = prefixed(chunk(feedBytes));

/** Responds with trailers once the response is written, unless the stream is gone. */
function respond(stream: ServerHttp2Stream): void {
  if (stream.destroyed) return;
  stream.respond(head, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
}

const methods: Readonly<Record<string, (stream: ServerHttp2Stream) => void>> = {
  Echo(stream) {
    const chunks: Buffer[] = [];
    stream.on("data", (bytes: Buffer) => chunks.push(bytes));
    stream.on("end", () => {
      respond(stream);
      stream.end(Buffer.concat(chunks));
    });
  },
  Collect(stream) {
    stream.on("end", () => {
      respond(stream);
      stream.end(emptyMessage);
    });
    stream.resume();
  },
  Feed(stream) {
    respond(stream);
    const send = () => {
      while (!stream.destroyed && stream.write(full));
    };
    stream.on("drain", send);
    send();
  },
  Ignore(stream) {
    respond(stream);
  },
  Stubborn(stream) {
    handlers.begin();
    respond(stream);
    if (!stream.destroyed) stream.write(emptyMessage);
    setTimeout(() => {
      handlers.end();
      stream.end();
    }, stubbornMs);
  },
};

function onStream(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  stream.on("error", () => {});
  if (stream.destroyed) return;
  const method = methods[(headers[":path"] ?? "").split("/").at(-1) ?? ""];
  if (method !== undefined) method(stream);
  else stream.respond({ ...head, "grpc-status": "12" }, { endStream: true });
}

function listen(server: Http2Server | Http2SecureServer): Promise<number> {
  server.on("stream", onStream);
  server.on("sessionError", () => {});
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

const [certFile = "", keyFile = ""] = process.argv.slice(2);
const port = await listen(createServer());
const tlsPort = await listen(
  createSecureServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }),
);
console.log(JSON.stringify({ port, tlsPort }));
process.stdin.on("end", () => process.exit(0)).resume();
