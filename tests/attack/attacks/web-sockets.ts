/** What clients of WebSockets can do on the same port. */
import { frame, handshakeKey, Opcode } from "../wire/web-socket-frames.ts";
import type { Attack, Session } from "./attack.ts";

/** How many connections an attack needs that sends next to nothing. */
const slowConnections = 500;

const handshake = (path: string, origin = ""): Buffer =>
  Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${origin}` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${handshakeKey}\r\n` +
      "Sec-WebSocket-Protocol: tramline.v1\r\n\r\n",
  );

const chat = handshake("/attack.Target/Ignore");

const request = frame(Opcode.TEXT, '{"headers":[["content-type","application/connect+proto"]]}');

/** Returns a session that opens a WebSocket, sends `first`, and then the same piece again and again. */
function stream(first: readonly Buffer[], piece: Buffer, units: number): Session {
  return {
    begin: (batch) => batch.raw(Buffer.concat([chat, ...first])),
    write: (batch) => batch.raw(piece, units),
  };
}

const times = (piece: Buffer, count: number): Buffer =>
  Buffer.concat(Array.from({ length: count }, () => piece));

const cutByCode = "the end of the WebSocket, limits.rapidResetBurst in the long run";

export const webSockets: readonly Attack[] = [
  {
    name: "websocket-unmasked",
    sends: "frames of a WebSocket without masks",
    preface: false,
    heldBy: cutByCode,
    create: () =>
      stream([request], times(frame(Opcode.BINARY, "12345", { isMasked: false }), 1000), 1000),
  },
  {
    name: "websocket-fragments",
    sends: "a message of a WebSocket in empty fragments that never ends",
    preface: false,
    create: () =>
      stream(
        [request, frame(Opcode.TEXT, "", { isFinal: false })],
        times(frame(Opcode.CONTINUATION, "", { isFinal: false }), 1000),
        1000,
      ),
  },
  {
    name: "websocket-large-frame",
    sends: "a frame of a WebSocket with a length of 2^52 bytes, and nothing behind it",
    preface: false,
    heldBy: cutByCode,
    create: () => stream([request], frame(Opcode.BINARY, "", { length: 2 ** 52 }), 1),
  },
  {
    name: "websocket-large-text",
    sends: "text messages of a WebSocket of 64 MiB",
    preface: false,
    heldBy: cutByCode,
    create: () =>
      stream([frame(Opcode.TEXT, "", { length: 64 * 1024 * 1024 })], Buffer.alloc(16_384, "a"), 1),
  },
  {
    name: "websocket-ping-flood",
    sends: "pings of a WebSocket, whose pongs are not read",
    known: "CVE-2019-9512",
    preface: false,
    reads: false,
    create: () => stream([request], times(frame(Opcode.PING, "p".repeat(125)), 100), 100),
  },
  {
    name: "websocket-window-flood",
    sends: "windows of a WebSocket of one byte",
    preface: false,
    create: () => stream([request], times(frame(Opcode.TEXT, '{"window":1}'), 500), 500),
  },
  {
    name: "websocket-beyond-window",
    sends: "body of a WebSocket that nobody reads, beyond the window",
    preface: false,
    heldBy: cutByCode,
    create: () => {
      const bytes = `\0\0\0\0${String.fromCharCode(100)}${"b".repeat(100)}`;
      return stream([request], times(frame(Opcode.BINARY, bytes), 150), 150);
    },
  },
  {
    name: "websocket-slow-request",
    sends: "handshakes of WebSockets without a request, on 500 connections",
    connections: slowConnections,
    timeouts: { bodyTimeoutMs: 1000 },
    preface: false,
    pauseMs: 1000,
    create: () => ({
      begin: (batch) => batch.raw(chat),
      write() {},
    }),
  },
  {
    name: "websocket-foreign-origin",
    sends: "handshakes of WebSockets of pages that may not call",
    preface: false,
    heldBy: "403, one request at a time, turnShare",
    create: () => {
      const foreign = handshake("/attack.Target/Ignore", "Origin: https://evil.test\r\n");
      const piece = times(foreign, 50);
      return { write: (batch) => batch.raw(piece, 50) };
    },
  },
];
