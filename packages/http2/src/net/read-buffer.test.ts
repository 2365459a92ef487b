import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { FieldSection } from "../field-section.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import { accept } from "./accept.ts";
import { connect } from "./connect.ts";

const settings = [0, 0, 0, 4, 0, 0, 0, 0, 0];
/** A frame on stream 1. */
const frame = (type: number, flags: number, ...payload: number[]) => [
  ...[0, 0, payload.length, type, flags, 0, 0, 0, 1],
  ...payload,
];
const quiet = { onGoaway() {}, onCapacity() {}, onIdle() {}, onClosed() {} };
const template = new HeaderTemplate([
  ...[":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a"],
]);

/** Records what arrives on a stream, with the bytes copied the way that those who keep them do. */
class Recorder implements StreamHandler {
  fields: readonly string[] = [];
  readonly pieces: Uint8Array[] = [];
  onDone: () => void = () => {};

  onHeaders(section: FieldSection): void {
    this.fields = section.fields;
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    this.pieces.push(bytes.slice(start, end));
  }

  onEnd(): void {
    this.onDone();
  }

  onFailure(): void {
    this.onDone();
  }

  onSendReady(): void {}
}

test("what is kept of a chunk outlives the next one", async () => {
  // The response in frames that arrive one by one: half a field block, the other half, two pieces.
  const responder = async (socket: Socket) => {
    socket.setNoDelay(true);
    const chunks = [
      frame(1, 0, 0x88, 0x00, 1, 0x61),
      frame(9, 4, 1, 0x62),
      frame(0, 0, 1, 2, 3),
      frame(0, 1, 4, 5, 6),
    ];
    for (const chunk of chunks) {
      await sleep(20);
      socket.write(Uint8Array.from(chunk));
    }
  };
  const server = createServer((socket) => {
    socket.write(Uint8Array.from(settings));
    socket.once("data", () => void responder(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { connection, socket } = await connect({
    address: { host: "127.0.0.1", port },
    listener: quiet,
    signal: AbortSignal.timeout(5000),
  });
  try {
    const recorder = new Recorder();
    const done = new Promise<void>((resolve) => {
      recorder.onDone = resolve;
    });
    connection.openStream(recorder, template, [], true);
    await done;
    assert.deepEqual(recorder.fields, [":status", "200", "a", "b"]);
    assert.deepEqual(recorder.pieces, [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5, 6)]);
  } finally {
    connection.close();
    await once(socket, "close");
    server.close();
  }
});

test("a server's bytes are no Buffer either", async () => {
  const recorder = new Recorder();
  const done = new Promise<void>((resolve) => {
    recorder.onDone = resolve;
  });
  const server = createServer((socket) => {
    accept(socket, {
      listener: { ...quiet, onReady() {} },
      acceptor: { onRequest: () => recorder },
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { connection, socket } = await connect({
    address: { host: "127.0.0.1", port },
    listener: quiet,
    signal: AbortSignal.timeout(5000),
  });
  try {
    const stream = connection.openStream(new Recorder(), template, [], false);
    stream?.sendData(Uint8Array.of(7, 8, 9), true);
    await done;
    assert.deepEqual(recorder.pieces, [Uint8Array.of(7, 8, 9)]);
  } finally {
    connection.close();
    await once(socket, "close");
    server.close();
  }
});
