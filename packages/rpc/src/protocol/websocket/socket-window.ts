import type { Exchange } from "../../exchange/exchange.ts";
import { WINDOW_BYTES } from "./socket-message.ts";

/**
 * The window of what a client sends: the bytes of body that it may still send, and those that have come and are held. It
 * can make us hold the window, and a message that is waited for.
 */
export class SocketWindow {
  /** The bytes of body that the client may send now. */
  room: number;
  private readonly inner: Pick<Exchange, "consume" | "expect">;
  private readonly grant: (bytes: number) => void;
  private held: number;
  /** Bytes of the chunk that is being read which are held; all others are given back after it. */
  private heldOfChunk: number;
  /** Bytes to come of a message that is waited for, and of the inner exchange until all of them have come. */
  private expected: number;
  private expectedInner: number;

  /**
   * @param inner holds the bytes of frames
   * @param grant lets the client send further bytes
   */
  constructor(inner: Pick<Exchange, "consume" | "expect">, grant: (bytes: number) => void) {
    this.room = WINDOW_BYTES;
    this.inner = inner;
    this.grant = grant;
    this.held = 0;
    this.heldOfChunk = 0;
    this.expected = 0;
    this.expectedInner = 0;
  }

  /** Takes a piece of body, which is held. */
  take(bytes: number): void {
    this.room -= bytes;
    this.held += bytes;
    this.heldOfChunk += bytes;
  }

  /** Takes a piece of body that nobody reads. */
  drop(bytes: number): void {
    this.room -= bytes;
    this.refill();
  }

  /** A chunk of `bytes` has been read: gives back what is not body. */
  endChunk(bytes: number): void {
    const { heldOfChunk } = this;
    this.heldOfChunk = 0;
    if (bytes > heldOfChunk) this.inner.consume(bytes - heldOfChunk);
    if (this.expected === 0) return;
    this.expected = Math.max(0, this.expected - heldOfChunk);
    this.expectedInner -= bytes;
    if (this.expected === 0 || this.expectedInner > 0) return;
    // The inner exchange has let as many bytes come as the message has, but frames around it were among them.
    this.expectedInner = this.expected;
    this.inner.expect(this.expected);
  }

  /** Gives back bytes of body. */
  consume(bytes: number): void {
    const consumed = Math.min(bytes, this.held);
    if (consumed === 0) return;
    this.held -= consumed;
    this.inner.consume(consumed);
    this.refill();
  }

  /** Gives back all that is held; the client gets no more. */
  release(): void {
    const { held } = this;
    this.held = 0;
    if (held > 0) this.inner.consume(held);
  }

  /** Lets a message come of which `bytes` are to come, however large it is. */
  expect(bytes: number): void {
    this.expected = bytes;
    this.expectedInner = bytes;
    this.inner.expect(bytes);
    if (bytes > this.room) this.open(bytes - this.room);
  }

  private refill(): void {
    const missing = WINDOW_BYTES - this.held - this.room;
    // Less than half of the window is not worth a message.
    if (missing * 2 >= WINDOW_BYTES) this.open(missing);
  }

  private open(bytes: number): void {
    this.room += bytes;
    this.grant(bytes);
  }
}
