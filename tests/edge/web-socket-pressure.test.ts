import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  connect,
  createClient,
  createWebChannel,
  webSocketFetch,
  webSocketStreams,
} from "@tramline/web";
import { createServer, type ServiceImplementation } from "tramline";
import { WebSocket } from "undici";
import { frame, Opcode } from "../attack/wire/web-socket-frames.ts";
import type { EdgeService as Contract } from "./gen/edge/edge.ts";
import { EdgeService } from "./gen/edge/edge.ts";
import { RawSocket } from "./raw-socket.test.support.ts";

// Slow readers on a WebSocket: the other side waits, and holds little.

/** What a sender may have sent of messages of 10,000 bytes that nobody reads: a window, and what is under way. */
const MOST_AHEAD = 20;
const WINDOW_BYTES = 65_535;
const text = "t".repeat(10_000);

async function servingOnce(
  service: Partial<ServiceImplementation<typeof Contract>>,
  run: (port: number) => Promise<void>,
): Promise<void> {
  const server = createServer().add(EdgeService, {
    read: (request) => request,
    ...service,
  });
  const { port } = await server.listen("127.0.0.1:0");
  try {
    await run(port);
  } finally {
    await server.close({ graceMs: 0 });
  }
}

function clientOf(port: number) {
  const channel = createWebChannel(`http://127.0.0.1:${port}`, {
    protocol: connect(),
    requestStreams: webSocketStreams({ WebSocket }),
    fetch: webSocketFetch({ WebSocket }),
  });
  return createClient(EdgeService, channel);
}

/** Lets everything happen that does not wait for a reader: a hundred calls, one after another. */
async function settle(port: number): Promise<void> {
  const channel = createWebChannel(`http://127.0.0.1:${port}`, { protocol: connect() });
  const client = createClient(EdgeService, channel);
  for (let i = 0; i < 100; i++) await client.read({ text: "a" });
}

describe("a slow reader on a WebSocket", () => {
  it("holds a server's stream of responses back", async () => {
    let made = 0;
    const service: Partial<ServiceImplementation<typeof Contract>> = {
      *repeat({ count }) {
        for (; made < count; made++) yield { text };
      },
    };
    await servingOnce(service, async (port) => {
      const responses = clientOf(port).repeat({ count: 300 })[Symbol.asyncIterator]();
      assert.equal((await responses.next()).value?.text, text);
      await settle(port);
      assert.ok(made < MOST_AHEAD, `${made} responses are made ahead`);
      let read = 1;
      while ((await responses.next()).done !== true) read += 1;
      assert.equal(read, 300);
    });
  });

  it("holds a client's stream of requests back", async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const service: Partial<ServiceImplementation<typeof Contract>> = {
      async collect(requests) {
        await gate;
        let count = 0;
        for await (const _ of requests) count += 1;
        return { count };
      },
    };
    await servingOnce(service, async (port) => {
      const call = clientOf(port).collect();
      let sent = 0;
      const sending = (async () => {
        for (; sent < 300; sent++) await call.send({ text });
        await call.close();
      })();
      await settle(port);
      assert.ok(sent < MOST_AHEAD, `${sent} requests are sent ahead`);
      open();
      await sending;
      assert.equal((await call.response).count, 300);
    });
  });

  it("receives no more bytes than it has granted", async () => {
    const service: Partial<ServiceImplementation<typeof Contract>> = {
      *repeat({ count }) {
        for (let i = 0; i < count; i++) yield { text };
      },
    };
    await servingOnce(service, async (port) => {
      const socket = await RawSocket.open(port, "/edge.EdgeService/Repeat");
      socket.begin().message({ count: 100 }).send(frame(Opcode.TEXT, '{"end":true}'));
      assert.equal((await socket.next())?.opcode, Opcode.TEXT);
      let received = 0;
      while (received < WINDOW_BYTES) received += (await socket.next())?.payload.length ?? NaN;
      assert.equal(received, WINDOW_BYTES);
      await settle(port);
      socket.send(frame(Opcode.TEXT, '{"window":100}'), frame(Opcode.PING, "then"));
      assert.equal((await socket.next())?.payload.length, 100);
      assert.equal((await socket.next())?.opcode, Opcode.PONG);
      socket.end();
    });
  });

  it("ends the WebSocket of a client that sends more than it may", async () => {
    const service: Partial<ServiceImplementation<typeof Contract>> = {
      collect: async (_requests, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("aborted")));
        }),
    };
    await servingOnce(service, async (port) => {
      const socket = await RawSocket.open(port, "/edge.EdgeService/Collect");
      socket.begin();
      for (let i = 0; i < 6; i++) socket.message({ text });
      // A handler that does not read yet gets no window, and the next message is larger than what is left of it.
      socket.message({ text }).message({ text });
      assert.equal(await socket.closeCode(), 1009);
      socket.end();
    });
  });

  it("lets a message come that is larger than the window, in frames of any size", async () => {
    const service: Partial<ServiceImplementation<typeof Contract>> = {
      async collect(requests) {
        let count = 0;
        for await (const { text } of requests) count += text.length;
        return { count };
      },
    };
    await servingOnce(service, async (port) => {
      for (const size of [200, 5000, 65_535]) {
        const socket = await RawSocket.open(port, "/edge.EdgeService/Collect");
        socket.begin();
        const json = Buffer.from(JSON.stringify({ text: "t".repeat(1_000_000) }));
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(json.length, 1);
        const body = Buffer.concat([prefix, json]);
        let room = WINDOW_BYTES;
        for (let at = 0; at < body.length; ) {
          while (room < Math.min(size, body.length - at)) {
            const { window } = JSON.parse(String((await socket.next())?.payload));
            room += window;
          }
          const piece = body.subarray(at, at + size);
          socket.send(frame(Opcode.BINARY, piece));
          at += piece.length;
          room -= piece.length;
        }
        socket.send(frame(Opcode.TEXT, '{"end":true}'));
        let response = "";
        for (let next = await socket.next(); next?.opcode !== Opcode.CLOSE; ) {
          response += String(next?.payload);
          next = await socket.next();
        }
        assert.match(response, /"count":1000000/);
        socket.end();
      }
    });
  });
});
