import { WINDOW_BYTES } from "./socket-message.ts";

/**
 * The window of one receiver: the bytes that the peer may still send, and those that have come and are held. What the
 * peer may make us hold is at most the window, and a message that is waited for.
 */
export class Credit {
  /** The bytes that the peer may send now. */
  room: number;
  /** The bytes that are held. */
  held: number;

  constructor() {
    this.room = WINDOW_BYTES;
    this.held = 0;
  }

  /** Returns how many bytes to grant now, which are then counted; 0 while they are not worth a message. */
  refill(): number {
    const missing = WINDOW_BYTES - this.held - this.room;
    return missing * 2 < WINDOW_BYTES ? 0 : this.grant(missing);
  }

  /** Returns how many bytes to grant for a message of which `bytes` are still to come. */
  fillFor(bytes: number): number {
    return this.grant(Math.max(0, bytes - this.room));
  }

  private grant(bytes: number): number {
    this.room += bytes;
    return bytes;
  }
}
