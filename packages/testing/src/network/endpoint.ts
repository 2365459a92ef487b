import type { ScheduledEvent } from "../scheduler.ts";
import type { SimulatedProcess } from "../simulated-process.ts";
import type { ConnectionLog } from "./connection-log.ts";
import type { Link } from "./link.ts";
import { Pipe, type PipeTarget } from "./pipe.ts";

/** The most that one read takes, as in libuv. */
const READ_BYTES = 64 * 1024;

/** The socket above an endpoint. */
export interface EndpointOwner {
  /** Whether bytes may be read into it now. */
  readonly wantsBytes: boolean;
  onBytes(bytes: Uint8Array): void;
  /** The peer has sent its last byte, and all have been read. */
  onEnd(): void;
  onReset(): void;
  /** Runs a function in the asynchronous context of the socket. */
  enter(run: () => void): void;
}

/**
 * One end of a connection, as a kernel keeps it: receives whether or not its process runs, and responds
 * with a reset when the process has gone.
 */
export class Endpoint implements PipeTarget {
  readonly process: SimulatedProcess;
  /** The other end. Set once, before anything is sent. */
  peer: Endpoint | undefined;
  outgoing: Pipe | undefined;
  /** The process has closed it, or it was reset: nobody is here any more. */
  isGone: boolean;
  private readonly log: ConnectionLog;
  private owner: EndpointOwner | undefined;
  private received: Uint8Array[];
  private receivedBytes: number;
  private hasFin: boolean;
  private sentFin: boolean;
  private isEndTold: boolean;
  private readEvent: ScheduledEvent | undefined;

  constructor(process: SimulatedProcess, log: ConnectionLog) {
    this.process = process;
    this.peer = undefined;
    this.outgoing = undefined;
    this.isGone = false;
    this.log = log;
    this.owner = undefined;
    this.received = [];
    this.receivedBytes = 0;
    this.hasFin = false;
    this.sentFin = false;
    this.isEndTold = false;
    this.readEvent = undefined;
  }

  /** Whether a socket of the program is above it. */
  get isAttached(): boolean {
    return this.owner !== undefined;
  }

  /** Ties the two ends of a connection together. */
  join(peer: Endpoint, link: Link): void {
    this.peer = peer;
    this.outgoing = new Pipe(link, peer, this.process.scheduler);
  }

  /** Gives it its socket; what has arrived before is read in a later event. */
  attach(owner: EndpointOwner): void {
    this.owner = owner;
    this.requestRead();
  }

  send(bytes: Uint8Array, done: () => void): void {
    if (this.isGone) return;
    this.outgoing?.send(bytes, done);
  }

  finish(): void {
    if (this.isGone || this.sentFin) return;
    this.sentFin = true;
    this.outgoing?.finish();
  }

  /** Has what arrived read, in an event of the process. */
  requestRead(): void {
    if (this.readEvent !== undefined || this.isGone || this.owner === undefined) return;
    this.readEvent = this.process.scheduler.after(0, this.process, () => {
      this.readEvent = undefined;
      this.owner?.enter(() => this.read());
    });
  }

  /**
   * Closes the socket, as the kernel does for a process that ends: a reset if bytes are unread or
   * `abort` is set, else the end in order.
   */
  close(abort: boolean): void {
    if (this.isGone) return;
    const { outgoing } = this;
    const resets = abort || this.receivedBytes > 0;
    this.leave();
    if (outgoing === undefined) return;
    if (resets) outgoing.reset();
    else if (!this.sentFin) outgoing.finish();
  }

  /** Vanishes without a word: the power is off. */
  vanish(): void {
    this.outgoing?.discard();
    this.leave();
  }

  /** The connection is reset here and now; what is under way to this end is lost. */
  breakOff(): void {
    this.peer?.outgoing?.discard();
    this.onRst();
  }

  onBytes(bytes: Uint8Array): void {
    this.log.delivered(bytes);
    if (this.isGone) {
      this.refuse();
      return;
    }
    this.received.push(bytes);
    this.receivedBytes += bytes.length;
    this.requestRead();
  }

  onFin(): void {
    this.log.event("FIN");
    if (this.isGone) return;
    this.hasFin = true;
    this.requestRead();
  }

  onRst(): void {
    if (this.isGone) return;
    this.log.event("RST");
    const { owner, process } = this;
    this.outgoing?.discard();
    this.leave();
    if (owner !== undefined) {
      process.scheduler.after(0, process, () => owner.enter(() => owner.onReset()));
    }
  }

  /** Bytes for a socket that nobody has: the sender's is reset. */
  private refuse(): void {
    const { peer } = this;
    peer?.outgoing?.discard();
    this.outgoing?.link.sendOnce(() => peer?.onRst());
  }

  private leave(): void {
    this.isGone = true;
    this.owner = undefined;
    this.received = [];
    this.receivedBytes = 0;
    this.log.closed();
  }

  private read(): void {
    const { owner } = this;
    while (this.received.length > 0 && owner?.wantsBytes === true && !this.isGone) {
      const bytes = this.takeReceived();
      this.receivedBytes -= bytes.length;
      this.peer?.outgoing?.consumed(bytes.length);
      this.log.read(bytes);
      owner.onBytes(bytes);
    }
    if (this.hasFin && this.received.length === 0 && !this.isEndTold && !this.isGone) {
      this.isEndTold = true;
      owner?.onEnd();
    }
  }

  /** The bytes of one read: all that have arrived, up to a limit. */
  private takeReceived(): Uint8Array {
    const first = this.received.shift() as Uint8Array;
    if (this.received.length === 0 && first.length <= READ_BYTES) return first;
    const parts = [first];
    let length = first.length;
    while (this.received.length > 0 && length < READ_BYTES) {
      const part = this.received.shift() as Uint8Array;
      parts.push(part);
      length += part.length;
    }
    const all = Buffer.concat(parts);
    if (all.length > READ_BYTES) this.received.unshift(all.subarray(READ_BYTES));
    return new Uint8Array(all.buffer, all.byteOffset, Math.min(all.length, READ_BYTES));
  }
}
