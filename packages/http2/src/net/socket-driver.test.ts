import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PREFACE } from "../connection/preface.ts";
import { writeSettings } from "../frame/settings.ts";
import { AllowanceTable } from "../limits/allowance-table.ts";
import { OutputBuffer } from "../output-buffer.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import { accept } from "./accept.ts";
import type { DrivenConnection } from "./driven-connection.ts";
import { EndlessSource, greedyRequest, ok, quiet, serve } from "./socket-driver.test.support.ts";
import { SocketDriver } from "./socket-driver.ts";
import { turnScheduler } from "./turn-scheduler.ts";

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
      const waited = new AbortController();
      try {
        const message = "the stream goes on";
        const late = sleep(30_000, message, { signal: waited.signal });
        late.catch(() => {});
        assert.equal(await Promise.race([failed, late]), undefined);
        const { pulls, failure } = source as unknown as EndlessSource;
        // Neither by a budget that filled up: the lost socket itself ends the stream.
        assert.match(failure ?? "", /ECONNRESET|EPIPE|closed the connection/);
        assert.ok(pulls < 10_000, `${pulls} pulls`);
        await sleep(50);
        assert.equal((source as unknown as EndlessSource).pulls, pulls);
      } finally {
        waited.abort();
        server.close();
      }
    });
  }
});

describe("a socket that takes what is written at once", () => {
  test("is written to while a handler goes on", async () => {
    let handedOver = 0;
    const server = await serve({
      acceptor: {
        onRequest(stream: Stream): StreamHandler {
          const output = server.connections.at(-1)?.output as OutputBuffer;
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
          handedOver = Math.max(handedOver, server.sockets.at(-1)?.bytesWritten ?? 0);
          stream.sendData(new Uint8Array(1), true);
          return source;
        },
      },
    });
    try {
      // A turn that is used up, on a machine with other work, ends the writing as well.
      for (let attempt = 0; attempt < 10 && handedOver < 100_000; attempt++) {
        const client = connectTcp(server.port, "127.0.0.1");
        let received = 0;
        client.write(greedyRequest());
        for await (const chunk of client) {
          received += (chunk as Uint8Array).length;
          if (received > 150_000) break;
        }
        client.destroy();
      }
      assert.ok(handedOver > 100_000, `${handedOver} bytes`);
    } finally {
      server.close();
    }
  });
});

describe("a write that is not done at once", () => {
  test("is not charged for the time before the turn in which it goes on", async () => {
    const begins: number[] = [];
    const ends = turnScheduler.endsOutputTurn.bind(turnScheduler);
    turnScheduler.endsOutputTurn = (taker, sinceMs, nowMs) => {
      begins.push(sinceMs);
      return ends(taker, sinceMs, nowMs);
    };
    const server = await serve({
      acceptor: {
        onRequest(stream: Stream): StreamHandler {
          const output = server.connections.at(-1)?.output as OutputBuffer;
          const source = new EndlessSource(stream, output, 1000);
          stream.handler = source;
          stream.sendHeaders(ok, []);
          // More than a socket takes while its peer does not read.
          stream.sendData(new Uint8Array(16 * 1024 * 1024), true);
          return source;
        },
      },
    });
    const client = connectTcp(server.port, "127.0.0.1");
    try {
      client.pause();
      client.write(greedyRequest());
      await sleep(100);
      // A chunk comes while the write is under way: it begins a turn.
      client.write(Uint8Array.of(0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8));
      await sleep(50);
      let received = 0;
      for await (const chunk of client) {
        received += (chunk as Uint8Array).length;
        if (received > 16 * 1024 * 1024) break;
      }
      assert.ok(begins.length > 0);
      assert.ok(Math.min(...begins) > 0, "a write counts as old as the process");
    } finally {
      turnScheduler.endsOutputTurn = ends;
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

test("a connection that ends in order reads on, although its share of the turn is used up", async () => {
  let read = 0;
  let accepted: Socket | undefined;
  const server = createServer((socket) => {
    accepted = socket;
    const driver = new SocketDriver(socket);
    const connection: DrivenConnection = {
      isReady: true,
      inputWaitMs: 0,
      receive(_bytes, end, _start, _nowMs, untilMs) {
        while (performance.now() < untilMs);
        driver.end(false, false);
        return end;
      },
      takeOutput: () => [],
      outputTaken() {},
      outputWritten() {},
      outputLost() {},
      socketClosed() {},
      onPeerSilent() {},
      onThrottled() {},
    };
    driver.attach(connection, undefined, false);
    socket.on("close", () => {
      read = socket.bytesRead;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = connectTcp({ port, host: "127.0.0.1", allowHalfOpen: true });
  client.on("error", () => {});
  client.resume();
  client.write("x");
  await once(client, "end");
  client.end(new Uint8Array(100_000));
  if (accepted?.closed === false) await new Promise((resolve) => accepted?.once("close", resolve));
  server.close();
  assert.equal(read, 100_001);
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
