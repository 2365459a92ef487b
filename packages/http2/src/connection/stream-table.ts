import type { Stream } from "../stream/stream.ts";

/** How many of the streams that we reset are remembered, so that frames under way are forgiven. */
const REMEMBERED_RESETS = 256;

/** The open streams of one connection, and what must be known of those that are gone. */
export class StreamTable {
  private readonly streams: Map<number, Stream>;
  private readonly resets: Int32Array;
  private resetCursor: number;
  private readonly onRemoved: () => void;
  /** The highest stream id that the peer has opened. */
  lastPeerId: number;
  /** The id of the next stream that we open. */
  nextLocalId: number;

  /** @param onRemoved called after each stream that leaves the table. */
  constructor(isClient: boolean, onRemoved: () => void) {
    this.streams = new Map();
    this.resets = new Int32Array(REMEMBERED_RESETS);
    this.resetCursor = 0;
    this.onRemoved = onRemoved;
    this.lastPeerId = 0;
    this.nextLocalId = isClient ? 1 : 2;
  }

  get size(): number {
    return this.streams.size;
  }

  get(id: number): Stream | undefined {
    return this.streams.get(id);
  }

  add(stream: Stream): void {
    this.streams.set(stream.id, stream);
  }

  /** Takes a closed stream out. Harmless when it is out already. */
  remove(stream: Stream): void {
    if (this.streams.delete(stream.id)) this.onRemoved();
  }

  /** Remembers that we reset `id`: what the peer sent before it knew is dropped without complaint. */
  rememberReset(id: number): void {
    this.resets[this.resetCursor] = id;
    this.resetCursor = (this.resetCursor + 1) % REMEMBERED_RESETS;
  }

  wasResetByUs(id: number): boolean {
    return this.resets.includes(id);
  }

  /** A snapshot, safe against removal while it is walked. */
  all(): Stream[] {
    return [...this.streams.values()];
  }
}
