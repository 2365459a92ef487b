import assert from "node:assert/strict";
import { test } from "node:test";
import { Stream } from "../stream/stream.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import { Outbound } from "./outbound.ts";
import type { ConnectionSink } from "./sink.ts";
import { StreamTable } from "./stream-table.ts";

const handler: StreamHandler = {
  onHeaders() {},
  onData() {},
  onEnd() {},
  onFailure() {},
  onSendReady() {},
};

/** A socket's side: while a write is under way nothing is scheduled. */
class Sink implements ConnectionSink {
  isScheduled = false;
  isWriting = false;

  scheduleFlush(): void {
    if (!this.isWriting) this.isScheduled = true;
  }

  flushNow(): void {}
  end(): void {}

  /** The end of a turn: begins to write what lies ready. Returns its length in bytes. */
  flush(outbound: Outbound): number {
    assert.equal(this.isScheduled, true, "no flush is scheduled");
    this.isScheduled = false;
    const length = outbound.take().reduce((sum, piece) => sum + piece.length, 0);
    this.isWriting = length > 0;
    return length;
  }

  written(outbound: Outbound): void {
    this.isWriting = false;
    outbound.written();
  }
}

test("output is flushed though a message was encoded during a write and could not leave", () => {
  const sink = new Sink();
  const outbound = new Outbound({
    sink,
    table: new StreamTable(false, { onStreamRemoved() {} }),
    settings: {
      initialWindowSize: 65_535,
      connectionWindowSize: 65_535,
      growsWindows: false,
      maxHeldBytes: 1 << 20,
      cutsStreams: true,
    },
    budget: undefined,
    account: undefined,
    now: () => 0,
    timers: undefined,
    listener: {
      onTooMuchHeld() {},
      onCut() {},
      onViolation() {},
      onInflated: () => 0,
      inflationDebtMs: 0,
      onBlocked() {},
    },
  });
  outbound.changeInitialWindow(0);
  const blocked = new Stream(1, outbound, handler);
  outbound.out.pong(new Uint8Array(8));
  assert.equal(sink.flush(outbound), 17);

  // While that is being written, a message finds its stream's window shut: it waits, and nothing
  // lies ready when the write is done.
  const start = outbound.reserve(blocked);
  outbound.commit(blocked, start, start + 100, false);
  assert.equal(blocked.queuedBytes, 100);
  sink.written(outbound);
  if (sink.isScheduled) assert.equal(sink.flush(outbound), 0);

  outbound.out.pong(new Uint8Array(8));
  assert.equal(sink.flush(outbound), 17);
});
