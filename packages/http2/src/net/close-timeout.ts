import type { Socket } from "node:net";
import type { DriverShared } from "./driver-shared.ts";
import { systemNowMs } from "./system-timers.ts";

/** How long a closing socket may take to write its last bytes and to hear the peer's end. */
const CLOSE_TIMEOUT_MS = 2000;

/** The same for a peer that was cut off, of which nothing is read any more. */
const CUT_TIMEOUT_MS = 100;

/** How long a peer that exceeded a limit waits for the end of its connection, and how many of one address do. */
const HOLD_MS = 1000;
const MOST_HELD = 64;

/** The most bytes behind the end of a connection that are read, where its address has no account. */
const MOST_DROPPED_BYTES = 16 * 1024 * 1024;

/**
 * The end of a socket: how long it may take, and how much of what the peer still sends is read and dropped. Without
 * reading, TCP would reset the connection, and a client that writes its whole request first would lose the response.
 */
export class Closing {
  readonly #socket: Socket;
  private readonly shared: DriverShared | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isCounted: boolean;
  private isStopped: boolean;
  private droppedBytes: number;
  /** The connection is over, and the socket stays open: a peer that would connect again at its end has to wait. */
  isHeld: boolean;

  constructor(socket: Socket, shared: DriverShared | undefined) {
    this.#socket = socket;
    this.shared = shared;
    this.timer = undefined;
    this.isCounted = false;
    this.isStopped = false;
    this.droppedBytes = 0;
    this.isHeld = false;
  }

  /** The connection is over. A peer that exceeded a limit is held, unless its address has too many of them. */
  begin(isCut: boolean, isAbuse: boolean): void {
    this.isStopped = isCut;
    this.isHeld = isCut && isAbuse && this.count();
    const heldMs = this.isHeld ? HOLD_MS : CUT_TIMEOUT_MS;
    this.startTimer(isCut ? heldMs : CLOSE_TIMEOUT_MS);
  }

  /**
   * Notes bytes behind the end. Returns whether to read on: not from a peer that was cut off, nor beyond what the
   * peer's address may send for nothing. The rest stays in the kernel, which stops the peer.
   */
  drops(bytes: number): boolean {
    if (this.isStopped) return false;
    const { shared } = this;
    this.droppedBytes += bytes;
    const isPermitted =
      shared === undefined
        ? this.droppedBytes <= MOST_DROPPED_BYTES
        : shared.permitsDropped(bytes, systemNowMs());
    if (isPermitted) return true;
    this.isStopped = true;
    // The socket stays until its time is over, in which the peer can read the response; of a few of an address.
    if (shared !== undefined && !this.count()) this.startTimer(CUT_TIMEOUT_MS);
    return false;
  }

  /** The socket is closed. */
  done(): void {
    clearTimeout(this.timer);
    this.isHeld = false;
    if (!this.isCounted || this.shared === undefined) return;
    this.isCounted = false;
    this.shared.held -= 1;
  }

  private startTimer(ms: number): void {
    clearTimeout(this.timer);
    // Not unref'd: somebody may wait for the end, and a socket that is not read does not hold the process.
    this.timer = setTimeout(() => this.#socket.destroy(), ms);
  }

  /** Counts the socket among those of its address that stay open for a while; false where these are too many. */
  private count(): boolean {
    const { shared } = this;
    if (shared === undefined || shared.held >= MOST_HELD) return false;
    shared.held += 1;
    this.isCounted = true;
    return true;
  }
}
