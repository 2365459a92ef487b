import {
  giveOutputBuffer,
  OUTPUT_BUFFER_BYTES,
  takeOutputBuffer,
} from "../connection/output-pool.ts";
import type { DrivenConnection } from "./driven-connection.ts";
import { systemNowMs } from "./system-timers.ts";

/** Less is copied into memory of its own, and not into that of an output buffer. */
const LARGE_CHUNK_BYTES = 16 * 1024;

const EMPTY = new Uint8Array(0);

/** No input is left, and the connection has yet to have its turn before more is read. */
const NOTHING_LEFT = new Uint8Array(0);

/** Bytes that come so soon after reading has gone on were there before. */
const RESUMED_MS = 10;

/** Input of a connection that waits for its next turn. */
export class KeptInput {
  /** Input that waits is `bytes[at..]`. */
  private bytes: Uint8Array;
  private at: number;
  /** The memory of `bytes`, where the pool of output buffers has lent it. */
  private memory: Uint8Array | undefined;
  private isReading: boolean;
  /** When what is kept came. */
  private sinceMs: number;
  /** When reading was paused last, and when it went on. */
  private pausedMs: number;
  private resumedMs: number;

  constructor() {
    this.bytes = EMPTY;
    this.at = 0;
    this.memory = undefined;
    this.isReading = false;
    this.sinceMs = 0;
    this.pausedMs = 0;
    this.resumedMs = -Infinity;
  }

  /** Whether the connection waits for no turn, not even without bytes. */
  get isEmpty(): boolean {
    return this.bytes === EMPTY;
  }

  get hasBytes(): boolean {
    return this.at < this.bytes.length;
  }

  /**
   * How long bytes that are read now may have waited: since reading was paused, where it has just gone on.
   * The kernel does not say when they came.
   */
  waitMs(nowMs: number): number {
    return nowMs - this.resumedMs < RESUMED_MS ? nowMs - this.pausedMs : 0;
  }

  /**
   * Keeps `bytes[at..end)`, which may be empty, behind what is kept. Reading is paused.
   *
   * @param isOwned nobody else writes into `bytes` before they are dropped
   */
  add(bytes: Uint8Array, at: number, end: number, isOwned: boolean): void {
    if (this.isEmpty) {
      const nowMs = systemNowMs();
      this.sinceMs = nowMs - this.waitMs(nowMs);
      this.pausedMs = nowMs;
      this.bytes = isOwned && at < end ? bytes.subarray(at, end) : this.copy(bytes, at, end);
      this.at = 0;
      return;
    }
    // A socket that emits its chunks may bring one more after it was paused.
    const left = this.bytes.subarray(this.at);
    const joined = new Uint8Array(left.length + end - at);
    joined.set(left);
    joined.set(bytes.subarray(at, end), left.length);
    this.drop();
    this.bytes = joined;
  }

  private copy(bytes: Uint8Array, at: number, end: number): Uint8Array {
    if (at === end) return NOTHING_LEFT;
    const size = end - at;
    if (size < LARGE_CHUNK_BYTES || size > OUTPUT_BUFFER_BYTES) return bytes.slice(at, end);
    const memory = takeOutputBuffer();
    this.memory = memory;
    memory.set(bytes.subarray(at, end));
    return memory.subarray(0, size);
  }

  /** Hands the connection what is kept, until its share of the turn is used up. */
  feed(connection: DrivenConnection, nowMs: number, untilMs: number): void {
    if (!this.hasBytes) return;
    const { bytes } = this;
    this.isReading = true;
    connection.inputWaitMs = nowMs - this.sinceMs;
    const at = connection.receive(bytes, bytes.length, this.at, nowMs, untilMs);
    connection.inputWaitMs = 0;
    this.isReading = false;
    this.at = at;
  }

  /** Keeps nothing any more, and reading goes on. */
  resume(nowMs: number): void {
    this.drop();
    this.resumedMs = nowMs;
  }

  /** Keeps nothing any more. While it is fed, its memory stays lent: drop it again afterwards. */
  drop(): void {
    this.bytes = EMPTY;
    this.at = 0;
    const { memory } = this;
    if (memory === undefined || this.isReading) return;
    this.memory = undefined;
    giveOutputBuffer(memory);
  }
}
