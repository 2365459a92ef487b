import type { ScheduledEvent, Scheduler } from "../scheduler.ts";
import type { Link } from "./link.ts";

/** Bytes that may be under way or unread in one direction of a connection, before writers wait. */
const CAPACITY_BYTES = 256 * 1024;

const DATA = 0;
const FIN = 1;
const RST = 2;

/** Takes the bytes of a pipe at its far end. */
export interface PipeTarget {
  onBytes(bytes: Uint8Array): void;
  onFin(): void;
  onRst(): void;
}

interface Packet {
  readonly kind: typeof DATA | typeof FIN | typeof RST;
  readonly bytes: Uint8Array;
  readonly arrivesMs: number;
}

interface WaitingWrite {
  readonly bytes: Uint8Array;
  readonly done: () => void;
}

const NO_BYTES = new Uint8Array(0);

/**
 * One direction of a connection: keeps the order of its bytes, delays and cuts them as the link says,
 * and makes the writer wait while the reader does not read.
 */
export class Pipe {
  readonly link: Link;
  private readonly target: PipeTarget;
  private readonly scheduler: Scheduler;
  private inFlight: Packet[];
  private readonly waiting: WaitingWrite[];
  /** Bytes in flight, and those that have arrived and have not been read. */
  private unreadBytes: number;
  private lastArrivalMs: number;
  private event: ScheduledEvent | undefined;
  /** Bytes that are sent are lost, and neither side notices. */
  private isSilent: boolean;

  constructor(link: Link, target: PipeTarget, scheduler: Scheduler) {
    this.link = link;
    this.target = target;
    this.scheduler = scheduler;
    this.inFlight = [];
    this.waiting = [];
    this.unreadBytes = 0;
    this.lastArrivalMs = 0;
    this.event = undefined;
    this.isSilent = false;
  }

  /** Sends a copy of the bytes. `done` is called once they are taken, at once while there is room. */
  send(bytes: Uint8Array, done: () => void): void {
    if (this.unreadBytes > 0 && this.unreadBytes + bytes.length > CAPACITY_BYTES) {
      this.waiting.push({ bytes, done });
      return;
    }
    this.transmit(new Uint8Array(bytes));
    done();
  }

  /** Ends in order, after what has been sent. */
  finish(): void {
    this.enqueue(FIN, NO_BYTES);
  }

  /** Ends with a reset, after what has been sent. A reset is lost where a FIN would be repeated. */
  reset(): void {
    this.enqueue(RST, NO_BYTES);
  }

  /** The reader has taken bytes out of what arrived. */
  consumed(bytes: number): void {
    this.unreadBytes -= bytes;
    while (this.waiting.length > 0) {
      const next = this.waiting[0] as WaitingWrite;
      if (this.unreadBytes > 0 && this.unreadBytes + next.bytes.length > CAPACITY_BYTES) return;
      this.waiting.shift();
      this.transmit(new Uint8Array(next.bytes));
      next.done();
    }
  }

  /** Loses what is in flight, and all that is sent from now on. */
  silence(): void {
    this.isSilent = true;
    this.discard();
  }

  /** Forgets what is in flight: the connection is over. */
  discard(): void {
    this.inFlight = [];
    this.waiting.length = 0;
    this.link.forget(this);
    if (this.event !== undefined) this.event.isCancelled = true;
    this.event = undefined;
  }

  /** The link carries again: what was lost is sent once more. */
  onCarries(): void {
    if (this.inFlight.length > 0 && this.event === undefined) {
      this.scheduleHead(this.link.arrivalMs(0));
    }
  }

  private transmit(bytes: Uint8Array): void {
    this.unreadBytes += bytes.length;
    let at = 0;
    for (const length of this.link.pieces(bytes.length)) {
      this.enqueue(DATA, bytes.subarray(at, at + length));
      at += length;
    }
  }

  private enqueue(kind: Packet["kind"], bytes: Uint8Array): void {
    if (this.isSilent) return;
    this.lastArrivalMs = Math.max(this.lastArrivalMs, this.link.arrivalMs(bytes.length));
    this.inFlight.push({ kind, bytes, arrivesMs: this.lastArrivalMs });
    if (this.inFlight.length === 1) this.scheduleHead(this.lastArrivalMs);
  }

  private scheduleHead(atMs: number): void {
    this.event = this.scheduler.at(atMs, undefined, () => this.arrive());
  }

  private arrive(): void {
    this.event = undefined;
    const packet = this.inFlight[0];
    if (packet === undefined) return;
    if (!this.link.carries) {
      if (packet.kind === RST) this.inFlight = [];
      else this.link.wait(this);
      return;
    }
    this.inFlight.shift();
    const next = this.inFlight[0];
    if (next !== undefined) this.scheduleHead(next.arrivesMs);
    if (packet.kind === DATA) this.target.onBytes(packet.bytes);
    else if (packet.kind === FIN) this.target.onFin();
    else this.target.onRst();
  }
}
