import type { Socket } from "node:net";
import type { DriverShared } from "./driver-shared.ts";

/** How long a closing socket may take to write its last bytes and to hear the peer's end. */
const CLOSE_TIMEOUT_MS = 2000;

/** The same for a peer that was cut off, of which nothing is read any more. */
const CUT_TIMEOUT_MS = 100;

/** How long a peer that exceeded a limit waits for the end of its connection, and how many of one address do. */
const HOLD_MS = 1000;
const MOST_HELD = 64;

/** The end of a socket: how long it may take. */
export class Closing {
  readonly #socket: Socket;
  private readonly shared: DriverShared | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** The connection is over, and the socket stays open: a peer that would connect again at its end has to wait. */
  isHeld: boolean;

  constructor(socket: Socket, shared: DriverShared | undefined) {
    this.#socket = socket;
    this.shared = shared;
    this.timer = undefined;
    this.isHeld = false;
  }

  /** The connection is over. A peer that exceeded a limit is held, unless its address has too many of them. */
  begin(isCut: boolean, isAbuse: boolean): void {
    const { shared } = this;
    if (isCut && isAbuse && shared !== undefined && shared.held < MOST_HELD) {
      shared.held += 1;
      this.isHeld = true;
    }
    const heldMs = this.isHeld ? HOLD_MS : CUT_TIMEOUT_MS;
    // Not unref'd: somebody may wait for the end, and a socket that is not read does not hold the process.
    this.timer = setTimeout(() => this.#socket.destroy(), isCut ? heldMs : CLOSE_TIMEOUT_MS);
  }

  /** The socket is closed. */
  done(): void {
    clearTimeout(this.timer);
    if (!this.isHeld || this.shared === undefined) return;
    this.isHeld = false;
    this.shared.held -= 1;
  }
}
