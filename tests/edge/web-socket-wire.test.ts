import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { grpcProtocol, type ServerOptions } from "tramline";
import { frame, Opcode } from "../attack/wire/web-socket-frames.ts";
import { serving } from "./edge.test.support.ts";
import { RawSocket } from "./raw-socket.test.support.ts";

// The wire of docs/reference/websocket.md, by a client that can break its rules.

const CHAT = "/edge.EdgeService/Chat";

function withSocket(
  options: ServerOptions,
  run: (open: (fields?: Record<string, string | undefined>) => Promise<RawSocket>) => Promise<void>,
): Promise<void> {
  return serving(options, async (port) => {
    const opened: RawSocket[] = [];
    try {
      await run(async (fields) => {
        const socket = await RawSocket.open(port, CHAT, fields);
        opened.push(socket);
        return socket;
      });
    } finally {
      for (const socket of opened) socket.end();
    }
  });
}

describe("the handshake of a WebSocket", () => {
  it("accepts the subprotocol, and proves that it has read the key", async () => {
    await withSocket({}, async (open) => {
      const { head } = await open();
      assert.match(head, /^HTTP\/1\.1 101 Switching Protocols\r\n/);
      assert.match(head, /\r\nsec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=\r\n/);
      assert.match(head, /\r\nsec-websocket-protocol: tramline\.v1\r\n/);
      assert.match(head, /\r\nconnection: upgrade\r\nupgrade: websocket$/);
    });
  });

  it("rejects other versions, keys, and subprotocols", async () => {
    await withSocket({}, async (open) => {
      const old = await open({ "sec-websocket-version": "8" });
      assert.equal(old.status, 426);
      assert.match(old.head, /\r\nsec-websocket-version: 13\r\n/);
      assert.equal((await open({ "sec-websocket-key": "short" })).status, 400);
      assert.equal((await open({ "sec-websocket-protocol": "chat" })).status, 400);
      assert.equal((await open({ "sec-websocket-protocol": undefined })).status, 400);
    });
  });

  it("is one of HTTP without the fields that ask for it, and without the option", async () => {
    await withSocket({}, async (open) => {
      assert.equal((await open({ upgrade: undefined })).status, 415);
      assert.equal((await open({ upgrade: "h2c" })).status, 415);
      assert.equal((await open({ connection: "keep-alive" })).status, 415);
      assert.equal((await open({ "content-length": "1" })).status, 415);
    });
    await withSocket({ webSocket: false }, async (open) => {
      assert.equal((await open()).status, 415);
    });
    await withSocket({ protocols: [grpcProtocol] }, async (open) => {
      assert.equal((await open()).status, 415);
    });
  });

  it("takes pages of the server's own origin, and of those that cors permits", async () => {
    const origins = async (cors: ServerOptions["cors"], wanted: Record<string, number>) => {
      await withSocket({ cors }, async (open) => {
        for (const [origin, status] of Object.entries(wanted)) {
          assert.equal((await open({ origin, host: "Shop.example:443" })).status, status, origin);
        }
      });
    };
    const own = { "https://shop.example:443": 101, "http://shop.example:443": 101 };
    await origins(false, { ...own, "https://other.example": 403, null: 403 });
    await origins(true, { ...own, "https://other.example": 101, null: 101 });
    await origins(
      { origins: ["https://other.example"] },
      { ...own, "https://other.example": 101, "https://evil.example": 403, "other.example": 403 },
    );
    await origins(
      {
        origins: () => {
          throw new Error("a bug");
        },
      },
      { ...own, "https://other.example": 403 },
    );
  });
});

describe("a WebSocket", () => {
  it("carries a call of Connect", async () => {
    await withSocket({}, async (open) => {
      const socket = (await open()).begin().message({ text: "a" });
      const head = await socket.next();
      assert.equal(head?.opcode, Opcode.TEXT);
      const { status, headers } = JSON.parse(String(head?.payload));
      assert.equal(status, 200);
      assert.deepEqual(headers[0], ["content-type", "application/connect+json"]);
      const body = await socket.next();
      assert.equal(body?.opcode, Opcode.BINARY);
      assert.equal(body?.payload.subarray(5).toString(), '{"text":"a"}');
      socket.send(frame(Opcode.TEXT, '{"end":true}'));
      assert.equal((await socket.next())?.payload[0], 2, "Connect's end of the stream");
      assert.deepEqual(JSON.parse(String((await socket.next())?.payload)), { end: true });
      assert.equal(await socket.closeCode(), 1000);
      socket.send(frame(Opcode.CLOSE, Buffer.from([0x03, 0xe8])));
      await socket.closed;
    });
  });

  it("takes fragments, and responds to pings", async () => {
    await withSocket({}, async (open) => {
      const socket = await open();
      const [first, rest] = ['{"headers":[["content-type"', ',"application/connect+json"]]}'];
      socket.send(frame(Opcode.TEXT, first, { isFinal: false }), frame(Opcode.PING, "who"));
      const pong = await socket.next();
      assert.deepEqual([pong?.opcode, String(pong?.payload)], [Opcode.PONG, "who"]);
      socket.send(frame(Opcode.CONTINUATION, rest), frame(Opcode.TEXT, '{"end":true}'));
      assert.equal(await socket.closeCode(), 1000);
    });
  });

  const endings: readonly (readonly [string, number, (socket: RawSocket) => RawSocket])[] = [
    ["a frame without a mask", 1002, (one) => one.send(frame(1, "{}", { isMasked: false }))],
    ["body before the request", 1002, (one) => one.send(frame(2, "abcde"))],
    [
      "a frame larger than the window",
      1009,
      (one) => one.begin().send(frame(2, "", { length: 65_536 })),
    ],
    ["a text beyond the limit", 1009, (one) => one.send(frame(1, "", { length: 131_073 }))],
    ["a text that is not JSON", 1008, (one) => one.send(frame(1, "{"))],
    ["a text that is not UTF-8", 1007, (one) => one.send(frame(1, Buffer.from([0xc3])))],
    ["a name that scripts may not set", 1008, (one) => one.begin([["x-forwarded-for", "::1"]])],
    ["a second cookie", 1008, (one) => one.begin([["cookie", "a=b"]])],
    ["a value with a line break", 1008, (one) => one.begin([["x-a", "b\r\nc: d"]])],
    [
      "a second end",
      1002,
      (one) => one.begin().send(frame(1, '{"end":true}'), frame(1, '{"end":true}')),
    ],
    ["a window that is not a number", 1008, (one) => one.begin().send(frame(1, '{"window":-1}'))],
    ["a reserved close code", 1002, (one) => one.begin().send(frame(8, Buffer.from([0x03, 0xed])))],
    ["the client's close", 4000, (one) => one.begin().send(frame(8, Buffer.from([0x0f, 0xa0])))],
  ];
  for (const [name, code, send] of endings) {
    it(`ends after ${name} with ${code}`, async () => {
      await withSocket({}, async (open) => {
        const socket = send(await open());
        assert.equal(await socket.closeCode(), code);
        socket.socket.end();
        await socket.closed;
      });
    });
  }
});
