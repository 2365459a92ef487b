import { errorName } from "./frames.ts";

/** Names that a tally keeps apart; further ones are counted together. */
const mostNames = 40;

/** Counts by name, bounded in number. */
export class Counts {
  private readonly byName = new Map<string, number>();

  add(name: string): void {
    const key = this.byName.has(name) || this.byName.size < mostNames ? name : "others";
    this.byName.set(key, (this.byName.get(key) ?? 0) + 1);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries(this.byName);
  }
}

/** One moment of an attack: sums since its begin. */
export interface Sample {
  readonly atMs: number;
  readonly bytes: number;
  readonly frames: number;
  readonly receivedBytes: number;
  readonly cuts: number;
}

/** All connections of an attack, counted together. */
export class Tally {
  /** Bytes that the kernel took. */
  bytes = 0;
  /** Frames in them. */
  frames = 0;
  receivedBytes = 0;
  /** Connections that were established. */
  connects = 0;
  /** Connections that the server ended. */
  cuts = 0;
  /** Connections that could not be established. */
  refusals = 0;
  /** Connections that are open now, and the most at one time. */
  open = 0;
  mostOpen = 0;
  /** GOAWAY frames by error code and debug data, RST_STREAM frames by code, errors of sockets. */
  readonly goaways = new Counts();
  readonly resets = new Counts();
  readonly socketErrors = new Counts();
  /** What sessions say about how the server behaved. */
  readonly notes = new Counts();

  onGoaway(payload: Buffer): void {
    const name = errorName(payload.length >= 8 ? payload.readUInt32BE(4) : -1);
    const debug = payload.subarray(8).toString("latin1").slice(0, 80);
    this.goaways.add(debug === "" ? name : `${name} ${debug}`);
  }

  onReset(payload: Buffer): void {
    this.resets.add(errorName(payload.length >= 4 ? payload.readUInt32BE(0) : -1));
  }

  sample(atMs: number): Sample {
    const { bytes, frames, receivedBytes, cuts } = this;
    return { atMs, bytes, frames, receivedBytes, cuts };
  }
}
