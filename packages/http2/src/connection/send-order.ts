import { BlockedStreams } from "../flow/blocked-streams.ts";
import type { SendWindows } from "../flow/send-windows.ts";
import type { Stream } from "../stream/stream.ts";
import { SendQueue } from "./send-queue.ts";

/** A stream with no more than this in its queue goes ahead of those with more. */
const SMALL_BYTES = 16 * 1024;

/** So many frames of streams with little to send go ahead of one frame of a stream with much. */
const SMALL_FRAMES_AHEAD = 8;

/** So many silly pieces leave in one turn, and so many blocked streams are looked at. */
const SILLY_PIECES_PER_TURN = 64;
const LOOKS_PER_TURN = 256;

/**
 * The order in which streams with queued DATA send: one frame a stream in turn, streams with little to
 * send ahead of those with much. Streams whose own window is shut stand aside.
 */
export class SendOrder {
  private readonly windows: SendWindows;
  /** Streams with little to send, with much, and with a window too small for a sensible frame. */
  private readonly small: SendQueue;
  private readonly large: SendQueue;
  private readonly silly: SendQueue;
  /** Frames of `small` since one of `large`. */
  private smallFrames: number;
  private readonly blocked: BlockedStreams;
  /** How many of `blocked` are still to be looked at since windows have changed. */
  private looksLeft: number;

  constructor(windows: SendWindows) {
    this.windows = windows;
    this.small = new SendQueue();
    this.large = new SendQueue();
    this.silly = new SendQueue();
    this.smallFrames = 0;
    this.blocked = new BlockedStreams();
    this.looksLeft = 0;
  }

  /** Gives a stream its place among those that may send, or among those whose window is shut. */
  schedule(stream: Stream): void {
    if (stream.isScheduled || stream.queueHead === undefined) return;
    if (this.windows.ofStream(stream) <= 0) {
      this.blocked.add(stream);
      return;
    }
    this.blocked.remove(stream);
    stream.isScheduled = true;
    if (stream.queuedBytes <= SMALL_BYTES) this.small.push(stream);
    else this.large.push(stream);
  }

  /** Takes out the stream whose turn it is. */
  next(): Stream | undefined {
    let stream: Stream | undefined;
    if (this.smallFrames < SMALL_FRAMES_AHEAD || this.large.size === 0) stream = this.small.shift();
    if (stream !== undefined) {
      this.smallFrames += 1;
    } else {
      this.smallFrames = 0;
      stream = this.large.shift();
    }
    if (stream !== undefined) stream.isScheduled = false;
    return stream;
  }

  /** Whether a stream with little to send waits. */
  get hasSmall(): boolean {
    return this.small.size > 0;
  }

  /**
   * A stream could not send in its turn: its own window is shut, or the connection's, where it keeps its
   * place at the front.
   *
   * @returns false when it is the connection's
   */
  putBack(stream: Stream): boolean {
    if (this.windows.ofStream(stream) <= 0) {
      this.blocked.add(stream);
      return true;
    }
    stream.isScheduled = true;
    if (stream.queuedBytes <= SMALL_BYTES) this.small.unshift(stream);
    else this.large.unshift(stream);
    return false;
  }

  /** Puts a stream off to the end of the turn: its window is too small for a sensible frame. */
  holdSilly(stream: Stream): void {
    stream.isScheduled = true;
    this.silly.push(stream);
  }

  /** How many of the streams that were put off send in this turn. */
  sillyOfTurn(): number {
    return Math.min(this.silly.size, SILLY_PIECES_PER_TURN);
  }

  /** Takes out a stream that was put off. */
  shiftSilly(): Stream | undefined {
    const stream = this.silly.shift();
    if (stream !== undefined) stream.isScheduled = false;
    return stream;
  }

  /** The windows of all streams have changed. Returns whether streams are to be looked at. */
  onWindowsChanged(): boolean {
    this.looksLeft = this.blocked.size;
    return this.looksLeft > 0;
  }

  /** Looks at some of the streams whose window was shut. */
  lookAtBlocked(): void {
    const looks = Math.min(this.looksLeft, LOOKS_PER_TURN);
    this.looksLeft -= looks;
    for (let i = 0; i < looks; i++) {
      const stream = this.blocked.shift();
      if (stream !== undefined) this.schedule(stream);
    }
  }

  /** Whether there is work for the next turn. */
  get hasMore(): boolean {
    return this.looksLeft > 0 || this.silly.size > 0;
  }

  /** Forgets a stream that has ended. */
  forget(stream: Stream): void {
    this.blocked.remove(stream);
  }

  clear(): void {
    this.small.clear();
    this.large.clear();
    this.silly.clear();
    this.looksLeft = 0;
  }
}
