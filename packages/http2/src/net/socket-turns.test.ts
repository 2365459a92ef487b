import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { describe, test } from "node:test";
import { PREFACE } from "../connection/preface.ts";
import { writeFrameHeader } from "../frame/frame-header.ts";
import { writeSettings } from "../frame/settings.ts";
import { OutputBuffer } from "../output-buffer.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import { EndlessSource, greedyRequest, ok, serve } from "./socket-driver.test.support.ts";

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
      // 4 MiB of PRIORITY frames, several hundred thousand.
      const flood = new Uint8Array(300_000 * 14);
      for (let at = 0; at < flood.length; at += 14) {
        writeFrameHeader(flood, at, 5, 2, 0, 1);
        flood[at + 12] = 3;
      }
      const ping = Uint8Array.of(0, 0, 8, 6, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
      const acknowledgedDuringFlood = async () => {
        const flooding = await open();
        const honest = await open();
        let isFloodRead = false;
        flooding.write(flood.slice());
        flooding.write(ping.slice());
        flooding.on("data", () => {
          isFloodRead = true;
        });
        let acknowledged = 0;
        while (!isFloodRead && acknowledged < 10_000) {
          honest.write(ping.slice());
          await once(honest, "data");
          acknowledged += 1;
        }
        flooding.destroy();
        honest.destroy();
        return acknowledged;
      };
      // Turns are shares of time: where the machine gives this process none, one of the floods may be off.
      let most = 0;
      for (let run = 0; run < 5 && most < 20; run++) {
        most = Math.max(most, await acknowledgedDuringFlood());
      }
      assert.ok(most >= 20, `${most} PINGs were acknowledged while the flood was dealt with`);
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
