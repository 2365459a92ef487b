import assert from "node:assert/strict";
import { test } from "node:test";
import { SettingId, writeSettings } from "../frame/settings.ts";
import { writeWindowUpdate } from "../frame/window-update.ts";
import { OutputBuffer } from "../output-buffer.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { Stream } from "../stream/stream.ts";
import { Connection } from "./connection.ts";
import { Recorder } from "./recorder.test.support.ts";
import { request } from "./script-frames.test.support.ts";

const path = new HeaderTemplate(request("/"));

/** A client connection over a socket whose writes take as long as the test wants. */
class SlowSocket {
  readonly connection: Connection;
  isScheduled = false;
  private isWriting = false;

  constructor() {
    this.connection = new Connection({
      role: "client",
      now: () => 0,
      sink: {
        // As the socket driver does it: nothing is scheduled while a write is under way.
        scheduleFlush: () => {
          if (!this.isWriting) this.isScheduled = true;
        },
        flushNow() {},
        end() {},
      },
      listener: { onReady() {}, onGoaway() {}, onCapacity() {}, onIdle() {}, onClosed() {} },
    });
    this.receive((out) => writeSettings(out, [[SettingId.INITIAL_WINDOW_SIZE, 1 << 20]]));
  }

  receive(write: (out: OutputBuffer) => void): void {
    const out = new OutputBuffer(64);
    write(out);
    this.connection.receive(out.bytes, out.position);
  }

  open(): Stream {
    return this.connection.openStream(new Recorder(), path, [], false) as Stream;
  }

  /** Starts a write if one is due. */
  write(): number {
    assert.ok(this.isScheduled, "a flush is due");
    this.isScheduled = false;
    const pieces = this.connection.takeOutput();
    this.isWriting = pieces.length > 0;
    return pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  written(): void {
    this.isWriting = false;
    this.connection.outputWritten();
  }
}

test("a send that has to wait while a write is under way does not stop later flushes", () => {
  const socket = new SlowSocket();
  const full = socket.open();
  const other = socket.open();
  full.sendData(new Uint8Array(65_535), false);
  socket.write();
  // The connection's window is shut: nothing of this leaves, though the writer was woken for it.
  const start = other.reserve();
  assert.ok(start > 0);
  other.commit(start, start + 10, false);
  socket.written();
  socket.receive((out) => writeWindowUpdate(out, 0, 1000));
  assert.equal(socket.isScheduled && socket.write(), 19);
});

test("a reservation that is given up while a write is under way does not stop later flushes", () => {
  const socket = new SlowSocket();
  const stream = socket.open();
  socket.write();
  stream.reserve();
  stream.release();
  socket.written();
  if (socket.isScheduled) assert.equal(socket.write(), 0);
  stream.sendData(new Uint8Array(1), false);
  assert.equal(socket.isScheduled && socket.write(), 10);
});
