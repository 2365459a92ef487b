import { ConnectionError, ErrorCode } from "../errors.ts";
import type { Limits } from "../limits.ts";

const EMPTY = new Uint8Array(0);

/**
 * A field block that did not fit into its HEADERS frame, gathered over CONTINUATION frames (RFC 9113
 * section 6.10). Bounded in frames and bytes, as a peer need never end it (CVE-2024-27316).
 */
export class FieldBlock {
  private readonly maxFrames: number;
  private readonly maxBytes: number;
  /** The stream whose block is under way; 0 when none is. Nothing but its CONTINUATION may come then. */
  streamId: number;
  /** The flags of its HEADERS frame. */
  flags: number;
  private held: Uint8Array;
  private frames: number;

  constructor(limits: Limits) {
    this.maxFrames = limits.maxContinuationFrames;
    this.maxBytes = limits.maxFieldSectionSize * 2;
    this.streamId = 0;
    this.flags = 0;
    this.held = EMPTY;
    this.frames = 0;
  }

  /** A HEADERS frame without END_HEADERS, whose part of the block is `bytes[start..end)`. */
  begin(streamId: number, flags: number, bytes: Uint8Array, start: number, end: number): void {
    this.streamId = streamId;
    this.flags = flags;
    this.held = bytes.slice(start, end);
    this.frames = 0;
  }

  /**
   * The next CONTINUATION frame.
   *
   * @throws ConnectionError ENHANCE_YOUR_CALM when there are too many of them
   */
  append(bytes: Uint8Array, start: number, length: number): void {
    const { held } = this;
    this.frames += 1;
    if (this.frames > this.maxFrames || held.length + length > this.maxBytes) {
      throw new ConnectionError(
        ErrorCode.ENHANCE_YOUR_CALM,
        "H2_CONTINUATION_FLOOD",
        `a field block of more than ${this.frames} frames or ${held.length} bytes`,
      );
    }
    const joined = new Uint8Array(held.length + length);
    joined.set(held);
    joined.set(bytes.subarray(start, start + length), held.length);
    this.held = joined;
  }

  /** The whole block, which is no longer under way. */
  finish(): Uint8Array {
    const { held } = this;
    this.streamId = 0;
    this.held = EMPTY;
    return held;
  }
}
