import assert from "node:assert/strict";
import { once } from "node:events";
import http2 from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { describe, it } from "node:test";
import type { FieldSection } from "../field-section.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamFailure, StreamHandler } from "../stream/stream-handler.ts";
import { accept } from "./accept.ts";
import { connect } from "./connect.ts";

const quiet = { onReady() {}, onGoaway() {}, onCapacity() {}, onIdle() {}, onClosed() {} };
const ok = new HeaderTemplate([":status", "200", "content-type", "text/plain"]);
const none = new HeaderTemplate([]);

/** Sends back what it receives, with trailers. */
class Echo implements StreamHandler {
  private readonly stream: Stream;

  constructor(stream: Stream) {
    this.stream = stream;
    stream.sendHeaders(ok, []);
  }
  onHeaders(): void {}
  onData(bytes: Uint8Array, start: number, end: number): void {
    this.stream.sendData(bytes.slice(start, end), false);
    this.stream.consume(end - start);
  }
  onEnd(): void {
    this.stream.sendTrailers(none, ["x-done", "yes"]);
  }
  onFailure(): void {}
  onSendReady(): void {}
}

class Collector implements StreamHandler {
  readonly chunks: Uint8Array[] = [];
  stream: Stream | undefined;
  headers: string[] = [];
  trailers: string[] = [];
  readonly done: Promise<void>;
  private settle: (failure?: StreamFailure) => void = () => {};

  constructor() {
    this.done = new Promise((resolve, reject) => {
      this.settle = (failure) => (failure ? reject(new Error(failure.message)) : resolve());
    });
  }
  onHeaders(section: FieldSection, endStream: boolean): void {
    this.headers = section.fields;
    if (endStream) this.settle();
  }
  onData(bytes: Uint8Array, start: number, end: number): void {
    this.chunks.push(bytes.slice(start, end));
    this.stream?.consume(end - start);
  }
  onEnd(trailers: FieldSection | undefined): void {
    this.trailers = trailers?.fields ?? [];
    this.settle();
  }
  onFailure(failure: StreamFailure): void {
    this.settle(failure);
  }
  onSendReady(): void {}
}

describe("against node:http2", () => {
  it("serves node's client: small and large bodies, many at once", async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      accept(socket, {
        acceptor: { onRequest: (stream) => new Echo(stream) },
        listener: quiet,
      });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      const bodies = [1, 100, 70_000, 3_000_000].map((n) => Buffer.alloc(n, n % 251));
      await Promise.all(
        bodies.map(async (body) => {
          const request = client.request({ ":method": "POST", ":path": "/" });
          const trailers = once(request, "trailers");
          request.end(body);
          const got: Buffer[] = [];
          for await (const chunk of request) got.push(chunk as Buffer);
          assert.ok(Buffer.concat(got).equals(body));
          const [fields] = (await trailers) as [Record<string, string>];
          assert.equal(fields["x-done"], "yes");
        }),
      );
    } finally {
      client.close();
      server.close();
      await once(server, "close");
    }
    assert.equal(sockets.size, 1);
  });

  it("is a client of node's server", async () => {
    const server = http2.createServer();
    server.on("stream", (stream) => {
      stream.respond({ ":status": 200, "x-seen": "1" }, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "x-done": "yes" }));
      stream.pipe(stream);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { connection, socket } = await connect({
      address: { host: "127.0.0.1", port },
      listener: quiet,
      signal: AbortSignal.timeout(5000),
    });
    const template = new HeaderTemplate([
      ":method",
      "POST",
      ":scheme",
      "http",
      ":path",
      "/",
      ":authority",
      "x",
    ]);
    // Large ones several times: what is read later must not overwrite what was read before.
    const sizes = [1, 100, 70_000, 3_000_000, 2_000_000, 1_000_000];
    await Promise.all(
      sizes.map(async (size) => {
        const handler = new Collector();
        const stream = connection.openStream(handler, template, ["x-size", `${size}`], false);
        assert.ok(stream);
        handler.stream = stream;
        const body = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 255);
        stream.sendData(body, true);
        await handler.done;
        assert.ok(Buffer.concat(handler.chunks).equals(body));
        assert.deepEqual(handler.trailers, ["x-done", "yes"]);
      }),
    );
    assert.equal(connection.openStreams, 0);
    const closed = once(socket, "close");
    connection.drain();
    await closed;
    server.close();
    await once(server, "close");
  });
});

describe("a server that speaks HTTP/1", () => {
  it("is named as such", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.resume();
      socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const address = { host: "127.0.0.1", port };
    const connecting = connect({ address, listener: quiet, signal: AbortSignal.timeout(5000) });
    await assert.rejects(connecting, /H2_PEER_SPEAKS_HTTP1/);
    server.close();
    await once(server, "close");
  });
});
