/** What clients of WebSockets can do on the same port. */
import type { Attack, Session } from "./attack.ts";

/** How many connections an attack needs that sends next to nothing. */
const slowConnections = 500;

const handshake = (path: string, origin = ""): Buffer =>
  Buffer.from(
    `GET ${path} HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${origin}` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
      "Sec-WebSocket-Protocol: tramline.v1\r\n\r\n",
  );

const chat = handshake("/attack.Target/Ignore");

/** Returns a frame of a client, whose mask is zero; `length` replaces that of the payload. */
function frame(
  opcode: number,
  payload = "",
  length: number = payload.length,
  isMasked = true,
): Buffer {
  const bytes = Buffer.from(payload);
  const header = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  header[0] = opcode;
  header[1] = (isMasked ? 0x80 : 0) | (length < 126 ? length : length < 65_536 ? 126 : 127);
  if (header.length === 4) header.writeUInt16BE(length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, Buffer.alloc(isMasked ? 4 : 0), bytes]);
}

const FIN = 0x80;
const TEXT = 1;
const BINARY = 2;
const PING = 9;

const request = frame(FIN | TEXT, '{"headers":[["content-type","application/connect+proto"]]}');

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
    create: () => stream([request], times(frame(FIN | BINARY, "12345", 5, false), 1000), 1000),
  },
  {
    name: "websocket-fragments",
    sends: "a message of a WebSocket in empty fragments that never ends",
    preface: false,
    create: () => stream([request, frame(TEXT)], times(frame(0), 1000), 1000),
  },
  {
    name: "websocket-large-frame",
    sends: "a frame of a WebSocket with a length of 2^52 bytes, and nothing behind it",
    preface: false,
    heldBy: cutByCode,
    create: () => stream([request], frame(FIN | BINARY, "", 2 ** 52), 1),
  },
  {
    name: "websocket-large-text",
    sends: "text messages of a WebSocket of 64 MiB",
    preface: false,
    heldBy: cutByCode,
    create: () => stream([frame(FIN | TEXT, "", 64 * 1024 * 1024)], Buffer.alloc(16_384, "a"), 1),
  },
  {
    name: "websocket-ping-flood",
    sends: "pings of a WebSocket, whose pongs are not read",
    known: "CVE-2019-9512",
    preface: false,
    reads: false,
    create: () => stream([request], times(frame(FIN | PING, "p".repeat(125)), 100), 100),
  },
  {
    name: "websocket-window-flood",
    sends: "windows of a WebSocket of one byte",
    preface: false,
    create: () => stream([request], times(frame(FIN | TEXT, '{"window":1}'), 500), 500),
  },
  {
    name: "websocket-beyond-window",
    sends: "body of a WebSocket that nobody reads, beyond the window",
    preface: false,
    heldBy: cutByCode,
    create: () => {
      const bytes = `\0\0\0\0${String.fromCharCode(100)}${"b".repeat(100)}`;
      return stream([request], times(frame(FIN | BINARY, bytes), 150), 150);
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
