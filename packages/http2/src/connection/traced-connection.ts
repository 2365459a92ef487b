import { Connection } from "./connection.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { FrameWords } from "./frame-words.ts";

/** Hears of each frame of a connection: its direction, and the frame in words. */
export type FrameListener = (direction: "sent" | "received", words: string) => void;

/** A connection that tells its frames in words, for a log. */
class TracedConnection extends Connection {
  private readonly received: FrameWords;
  private readonly sent: FrameWords;

  constructor(options: ConnectionOptions, onFrame: FrameListener) {
    super(options);
    const isClient = options.role === "client";
    this.received = new FrameWords((words) => onFrame("received", words), !isClient);
    this.sent = new FrameWords((words) => onFrame("sent", words), isClient);
  }

  override receive(
    bytes: Uint8Array,
    end: number = bytes.length,
    start = 0,
    nowMs?: number,
    untilMs = Infinity,
  ): number {
    const at = super.receive(bytes, end, start, nowMs, untilMs);
    this.received.feed(bytes, start, at);
    return at;
  }

  override takeOutput(): Uint8Array[] {
    const output = super.takeOutput();
    for (const bytes of output) this.sent.feed(bytes);
    return output;
  }
}

/** Returns a connection, of the kind that tells its frames where somebody listens. */
export function createConnection(
  options: ConnectionOptions,
  onFrame: FrameListener | undefined,
): Connection {
  return onFrame === undefined ? new Connection(options) : new TracedConnection(options, onFrame);
}
