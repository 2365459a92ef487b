import assert from "node:assert/strict";
import { Stream, type StreamWriter } from "../stream/stream.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import type { ByteBudget, HeldAccount } from "./byte-budget.ts";
import { FlowControl } from "./flow-control.ts";

export const KIB = 1024;

export const MIB = 1024 * KIB;

const handler: StreamHandler = {
  onHeaders() {},
  onData() {},
  onEnd() {},
  onFailure() {},
  onSendReady() {},
};

/** Never called here: these streams only carry their state. */
const writer = {} as StreamWriter;

/** One connection's flow control, its open streams, and the frames that it wrote. */
export class Side {
  readonly flow: FlowControl;
  readonly streams: Stream[] = [];
  readonly updates: string[] = [];
  readonly slow: number[] = [];
  pings = 0;
  nowMs = 0;
  private nextId = 1;

  constructor(
    budget: ByteBudget | undefined,
    maxHeldBytes = 16 * MIB,
    growsWindows = false,
    account?: HeldAccount,
  ) {
    this.flow = new FlowControl({
      settings: {
        initialWindowSize: 64 * KIB,
        connectionWindowSize: 4 * MIB,
        growsWindows,
        maxHeldBytes,
      },
      writer: {
        windowUpdate: (id, increment) => this.updates.push(`${id} ${increment}`),
        ping: () => {
          this.pings += 1;
        },
      },
      cutter: {
        cutNewest: () => this.cutNewest(),
        onSlowMessage: (bytes) => this.slow.push(bytes),
      },
      budget,
      account,
      now: () => this.nowMs,
      timers: undefined,
    });
    this.flow.onSettingsAck();
  }

  open(): Stream {
    const stream = new Stream(this.nextId, writer, handler);
    this.nextId += 2;
    this.streams.push(stream);
    return stream;
  }

  receive(stream: Stream, bytes: number): void {
    this.flow.receiveOnConnection(bytes);
    assert.ok(this.flow.fitsStream(stream, bytes), "the stream's window is exceeded");
    this.flow.beginChunk();
    this.flow.receive(stream, bytes);
    this.flow.relieve();
  }

  /** The stream has left the connection's table. */
  end(stream: Stream): void {
    this.streams.splice(this.streams.indexOf(stream), 1);
    this.flow.release(stream);
  }

  updatesOf(stream: Stream): string[] {
    return this.updates.filter((update) => update.startsWith(`${stream.id} `));
  }

  private cutNewest(): boolean {
    const stream = this.streams.findLast(
      (one) => one.largeMessage?.isReserved !== true && (one.heldBytes > 0 || one.queuedBytes > 0),
    );
    if (stream === undefined) return false;
    this.end(stream);
    return true;
  }
}
