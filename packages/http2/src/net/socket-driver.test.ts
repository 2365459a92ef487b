import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PREFACE } from "../connection/preface.ts";
import { writeFrameHeader } from "../frame/frame-header.ts";
import { writeSettings } from "../frame/settings.ts";
import { writeWindowUpdate } from "../frame/window-update.ts";
import { HpackEncoder } from "../hpack/encoder.ts";
import { AllowanceTable } from "../limits/allowance-table.ts";
import { OutputBuffer } from "../output-buffer.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import { type AcceptOptions, accept } from "./accept.ts";

const quiet = { onReady() {}, onGoaway() {}, onCapacity() {}, onIdle() {}, onClosed() {} };
const ok = new HeaderTemplate([":status", "200"]);

/** Pulls pieces out of an endless source while there is room, as a server-streaming method does. */
class EndlessSource implements StreamHandler {
  readonly stream: Stream;
  readonly output: OutputBuffer;
  pulls = 0;
  /** More pulls than the loop that this guards against is let run for. */
  readonly mostPulls: number;
  failure: string | undefined;
  onFailed: () => void = () => {};

  constructor(stream: Stream, output: OutputBuffer, mostPulls: number) {
    this.stream = stream;
    this.output = output;
    this.mostPulls = mostPulls;
  }

  pull(): void {
    while (this.failure === undefined) {
      if (!this.stream.isWritable) {
        this.stream.awaitReady();
        return;
      }
      this.pulls += 1;
      assert.ok(this.pulls < this.mostPulls, "the source is pulled in a closed loop");
      const start = this.stream.reserve();
      if (start < 0) {
        this.stream.release();
        this.stream.sendData(new Uint8Array(1000), false);
      } else {
        this.output.bytes.fill(0, start, start + 1000);
        this.stream.commit(start, start + 1000, false);
      }
    }
  }

  onHeaders(): void {}
  onData(): void {}
  onEnd(): void {}

  onFailure(failure: { message: string }): void {
    this.failure = failure.message;
    this.onFailed();
  }

  onSendReady(): void {
    this.pull();
  }
}

/** Opens a request, with endless windows for its response. */
function greedyRequest(): Uint8Array {
  const out = new OutputBuffer(512);
  const raw = (bytes: Uint8Array) => {
    out.ensure(bytes.length);
    out.bytes.set(bytes, out.position);
    out.position += bytes.length;
  };
  raw(PREFACE);
  writeSettings(out, [[4, 0x7fff_ffff]]);
  writeWindowUpdate(out, 0, 0x7fff_0000);
  const block = new OutputBuffer(256);
  const encoder = new HpackEncoder();
  encoder.begin(block);
  for (const [name, value] of [
    [":method", "POST"],
    [":scheme", "http"],
    [":path", "/"],
    [":authority", "a"],
  ] as const) {
    encoder.field(block, name, value);
  }
  out.ensure(9 + block.position);
  writeFrameHeader(out.bytes, out.position, block.position, 1, 5, 1);
  out.position += 9;
  raw(block.bytes.subarray(0, block.position));
  return out.bytes.slice(0, out.position);
}

async function serve(options: Pick<AcceptOptions, "acceptor"> & Partial<AcceptOptions>): Promise<{
  port: number;
  connections: ReturnType<typeof accept>[];
  sockets: Socket[];
  close: () => void;
}> {
  const connections: ReturnType<typeof accept>[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    connections.push(accept(socket, { listener: quiet, ...options }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    sockets,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe("a socket that is gone", () => {
  for (const how of ["reset", "closed"] as const) {
    test(`ends the streams of a client that has ${how} it without reading`, async () => {
      let source: EndlessSource | undefined;
      const failed = new Promise<void>((resolve) => {
        const acceptor = {
          onRequest(stream: Stream): StreamHandler {
            const output = server.connections[0]?.output as OutputBuffer;
            const own = new EndlessSource(stream, output, 200_000);
            source = own;
            own.onFailed = resolve;
            stream.handler = own;
            stream.sendHeaders(ok, []);
            own.pull();
            return own;
          },
        };
        void serve({ acceptor }).then((started) => {
          server = started;
          const client = connectTcp(server.port, "127.0.0.1", () => {
            client.pause();
            client.write(greedyRequest(), () => {
              setTimeout(() => (how === "reset" ? client.resetAndDestroy() : client.destroy()), 50);
            });
          });
          client.on("error", () => {});
        });
      });
      let server: Awaited<ReturnType<typeof serve>> = undefined as never;
      try {
        await Promise.race([
          failed,
          sleep(5000, undefined, { ref: true }).then(() => assert.fail("the stream goes on")),
        ]);
        const { pulls, failure } = source as unknown as EndlessSource;
        // Neither by a budget that filled up: the lost socket itself ends the stream.
        assert.match(failure ?? "", /ECONNRESET|EPIPE|closed the connection/);
        assert.ok(pulls < 10_000, `${pulls} pulls`);
        await sleep(50);
        assert.equal((source as unknown as EndlessSource).pulls, pulls);
      } finally {
        server.close();
      }
    });
  }
});

describe("a socket that takes what is written at once", () => {
  test("is written to while a handler goes on", async () => {
    let handedOver = 0;
    let received = 0;
    const server = await serve({
      acceptor: {
        onRequest(stream: Stream): StreamHandler {
          const output = server.connections[0]?.output as OutputBuffer;
          const source = new EndlessSource(stream, output, 1000);
          stream.handler = source;
          stream.sendHeaders(ok, []);
          for (let i = 0; i < 150; i++) {
            const start = stream.reserve();
            assert.ok(start >= 0, `${i}`);
            output.bytes.fill(i, start, start + 1000);
            stream.commit(start, start + 1000, false);
          }
          // All that has left before the handler returns, of 150 KB.
          handedOver = server.sockets[0]?.bytesWritten ?? 0;
          stream.sendData(new Uint8Array(1), true);
          return source;
        },
      },
    });
    const client = connectTcp(server.port, "127.0.0.1");
    try {
      client.write(greedyRequest());
      for await (const chunk of client) {
        received += (chunk as Uint8Array).length;
        if (received > 150_000) break;
      }
      assert.ok(handedOver > 100_000, `${handedOver} bytes`);
    } finally {
      client.destroy();
      server.close();
    }
  });
});

describe("a peer that takes no bytes", () => {
  test("is noticed although it goes on sending", async () => {
    const failed = new Promise<string>((resolve) => {
      const acceptor = {
        onRequest(stream: Stream): StreamHandler {
          const output = server.connections[0]?.output as OutputBuffer;
          const source = new EndlessSource(stream, output, 200_000);
          source.onFailed = () => resolve(source.failure ?? "");
          stream.handler = source;
          stream.sendHeaders(ok, []);
          source.pull();
          return source;
        },
      };
      const keepalive = { timeMs: 60_000, timeoutMs: 100, withoutStreams: false };
      void serve({ acceptor, keepalive }).then((started) => {
        server = started;
        client = connectTcp(server.port, "127.0.0.1", () => {
          client.pause();
          client.write(greedyRequest());
          // PINGs: signs of life.
          const ping = Uint8Array.of(0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
          timer = setInterval(() => client.write(ping), 50);
        });
        client.on("error", () => {});
      });
    });
    let timer: NodeJS.Timeout | undefined;
    let client: Socket = undefined as never;
    let server: Awaited<ReturnType<typeof serve>> = undefined as never;
    try {
      const waited = new AbortController();
      const message = await Promise.race([
        failed,
        sleep(10_000, "the stream goes on", { signal: waited.signal }),
      ]);
      waited.abort();
      assert.match(
        message,
        /^the peer has taken no byte for 100 ms, and [0-9]+ bytes wait for it$/,
      );
    } finally {
      clearInterval(timer);
      client.destroy();
      server.close();
    }
  });
});

describe("the share of a turn", () => {
  test("a flood on one connection leaves others their turns", async () => {
    const server = await serve({
      acceptor: { onRequest: () => assert.fail("not called") },
      limits: { controlFrameBurst: 1e9, maxUnreadControlBytes: 1e9 },
    });
    try {
      const hello = new OutputBuffer(64);
      hello.bytes.set(PREFACE);
      hello.position = PREFACE.length;
      writeSettings(hello, []);
      const open = async () => {
        const socket = connectTcp(server.port, "127.0.0.1");
        socket.setNoDelay(true);
        socket.on("error", () => {});
        await once(socket, "connect");
        socket.write(hello.bytes.slice(0, hello.position));
        await once(socket, "data");
        return socket;
      };
      const flooding = await open();
      const honest = await open();
      // 4 MiB of PRIORITY frames, several hundred thousand.
      const flood = new Uint8Array(300_000 * 14);
      for (let at = 0; at < flood.length; at += 14) {
        writeFrameHeader(flood, at, 5, 2, 0, 1);
        flood[at + 12] = 3;
      }
      let isFloodRead = false;
      flooding.write(flood);
      const ping = Uint8Array.of(0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
      const pong = new Uint8Array(ping);
      flooding.write(ping, () => {});
      flooding.on("data", () => {
        isFloodRead = true;
      });
      let answered = 0;
      while (!isFloodRead && answered < 10_000) {
        honest.write(pong);
        await once(honest, "data");
        answered += 1;
      }
      assert.ok(answered >= 20, `${answered} PINGs answered while the flood was dealt with`);
      flooding.destroy();
      honest.destroy();
    } finally {
      server.close();
    }
  });
});

describe("an endless response that is read as fast as it is sent", () => {
  test("leaves other connections their turns", async () => {
    let output: OutputBuffer | undefined;
    let sent = 0;
    const server = await serve({
      acceptor: {
        onRequest(stream: Stream): StreamHandler {
          const own = new EndlessSource(stream, output as OutputBuffer, Infinity);
          stream.handler = own;
          stream.sendHeaders(ok, []);
          own.pull();
          return own;
        },
      },
    });
    try {
      const reader = connectTcp(server.port, "127.0.0.1");
      reader.on("error", () => {});
      await once(reader, "connect");
      output = server.connections[0]?.output;
      reader.on("data", (chunk) => {
        sent += chunk.length;
      });
      reader.write(greedyRequest());
      await once(reader, "data");
      const hello = new OutputBuffer(64);
      hello.bytes.set(PREFACE);
      hello.position = PREFACE.length;
      writeSettings(hello, []);
      const other = connectTcp(server.port, "127.0.0.1");
      other.on("error", () => {});
      other.write(hello.bytes.slice(0, hello.position));
      await once(other, "data");
      const before = sent;
      const ping = Uint8Array.of(0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
      for (let i = 0; i < 20; i++) {
        other.write(ping);
        await once(other, "data");
      }
      assert.ok(sent > before, "the response goes on meanwhile");
      reader.destroy();
      other.destroy();
    } finally {
      server.close();
    }
  });
});

test("a socket that closes holds the process, even one that is not read", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = accept(socket, {
      listener: quiet,
      acceptor: { onRequest: () => assert.fail("no request comes") },
    });
    const before = timers();
    connection.close();
    assert.equal(timers(), before + 1);
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connectTcp((server.address() as AddressInfo).port, "127.0.0.1");
  client.resume();
  await once(client, "close");
  server.close();
});

test("a peer that was cut off is not read any more, and its socket is closed", async () => {
  let accepted: Socket | undefined;
  const server = createServer((socket) => {
    accepted = socket;
    accept(socket, {
      listener: quiet,
      acceptor: { onRequest: () => assert.fail("no request comes") },
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  // It does not close its side when the server closes its own.
  const client = connectTcp({ port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => {});
  client.resume();
  // Not the preface: the connection ends with GOAWAY.
  client.write("GET / HTTP/1.1\r\n\r\n, and then some");
  await once(client, "data");
  const more = new Uint8Array(1024 * 1024);
  for (let i = 0; i < 32; i++) client.write(more);
  // Not by `once`, which rejects on the error that the close may come with.
  await new Promise((resolve) => client.once("close", resolve));
  const read = accepted?.bytesRead ?? 0;
  assert.ok(read <= 512 * 1024, `${read} bytes read`);
  assert.equal(accepted?.destroyed, true);
  server.close();
});

describe("a peer that exceeded a limit", () => {
  test("receives GOAWAY, and its connection is held open for a while", async () => {
    const table = new AllowanceTable({ limits: { controlFrameBurst: 10 }, now: () => 0 });
    const allowance = table.of("127.0.0.1");
    assert.ok(allowance !== undefined);
    const server = await serve({
      acceptor: { onRequest: () => assert.fail("not called") },
      allowance,
    });
    try {
      const hello = new OutputBuffer(64);
      hello.bytes.set(PREFACE);
      hello.position = PREFACE.length;
      writeSettings(hello, []);
      const socket = connectTcp(server.port, "127.0.0.1");
      socket.on("error", () => {});
      let isEnded = false;
      socket.on("end", () => {
        isEnded = true;
      });
      let received = "";
      const ping = Uint8Array.of(0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
      socket.write(hello.bytes.slice(0, hello.position));
      for (let i = 0; i < 100; i++) socket.write(ping);
      while (!received.includes("H2_CONTROL_FLOOD")) {
        const [chunk] = (await once(socket, "data")) as [Buffer];
        received += chunk.toString("latin1");
      }
      assert.equal(allowance.held, 1);
      assert.ok(!isEnded);
      while (allowance.held > 0) await sleep(20);
      socket.destroy();
    } finally {
      server.close();
    }
  });
});
