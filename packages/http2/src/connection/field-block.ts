import { ConnectionError, ErrorCode } from "../errors.ts";
import type { Limits } from "../limits.ts";

const EMPTY = new Uint8Array(0);

/** Bytes of blocks under way that all connections of the process may hold together. */
const MOST_HELD_IN_ALL = 32 * 1024 * 1024;

let heldInAll = 0;

/**
 * A field block that did not fit into its HEADERS frame, gathered over CONTINUATION frames (RFC 9113
 * section 6.10). Bounded in frames, bytes, and time, as a peer need never end it (CVE-2024-27316).
 */
export class FieldBlock {
  private readonly maxFrames: number;
  private readonly maxBytes: number;
  /** The stream whose block is under way; 0 when none is. Nothing but its CONTINUATION may come then. */
  streamId: number;
  /** The flags of its HEADERS frame. */
  flags: number;
  /** When it began; 0 when none is under way. */
  sinceMs: number;
  private held: Uint8Array;
  private fill: number;
  private frames: number;

  constructor(limits: Limits) {
    this.maxFrames = limits.maxContinuationFrames;
    this.maxBytes = limits.maxHeaderBlockBytes;
    this.streamId = 0;
    this.flags = 0;
    this.sinceMs = 0;
    this.held = EMPTY;
    this.fill = 0;
    this.frames = 0;
  }

  /** A HEADERS frame without END_HEADERS, whose part of the block is `bytes[start..end)`. */
  begin(streamId: number, flags: number, bytes: Uint8Array, start: number, end: number): void {
    this.streamId = streamId;
    this.flags = flags;
    this.frames = 0;
    this.add(bytes, start, end);
  }

  /**
   * The next CONTINUATION frame.
   *
   * @throws ConnectionError ENHANCE_YOUR_CALM when there are too many of them
   */
  append(bytes: Uint8Array, start: number, length: number): void {
    this.frames += 1;
    if (this.frames > this.maxFrames) {
      throw flood(`a field block of more than ${this.maxFrames} frames`, "maxContinuationFrames");
    }
    if (this.fill + length > this.maxBytes) {
      throw flood(`a field block of more than ${this.maxBytes} bytes`, "maxHeaderBlockBytes");
    }
    this.add(bytes, start, start + length);
  }

  private add(bytes: Uint8Array, start: number, end: number): void {
    const size = end - start;
    const needed = this.fill + size;
    if (needed > this.held.length) {
      const grown = new Uint8Array(Math.max(needed, this.held.length * 2));
      if (heldInAll + grown.length - this.held.length > MOST_HELD_IN_ALL) {
        throw flood("unfinished field blocks of all connections", "maxHeaderBlockBytes");
      }
      heldInAll += grown.length - this.held.length;
      grown.set(this.held.subarray(0, this.fill));
      this.held = grown;
    }
    this.held.set(bytes.subarray(start, end), this.fill);
    this.fill = needed;
  }

  /** Returns the whole block, which is not under way any more. */
  finish(): Uint8Array {
    const whole = this.held.subarray(0, this.fill);
    this.drop();
    return whole;
  }

  /** Forgets the block under way, if there is one. */
  drop(): void {
    heldInAll -= this.held.length;
    this.streamId = 0;
    this.sinceMs = 0;
    this.held = EMPTY;
    this.fill = 0;
  }
}

function flood(message: string, limit: keyof Limits): ConnectionError {
  return new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "H2_CONTINUATION_FLOOD", message, limit);
}
