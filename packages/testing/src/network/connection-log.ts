import type { Scheduler } from "../scheduler.ts";
import type { Trace } from "../trace.ts";

/** A piece of a connection's bytes, as the program at its end reads it. */
export interface Delivery {
  /** When, in simulated milliseconds. */
  readonly atMs: number;
  /** The connection's number, from 1, in the order in which connections were begun. */
  readonly connection: number;
  /** The address of the sending side, such as `client:40001`. */
  readonly from: string;
  /** The address of the receiving side. */
  readonly to: string;
  /** Whether it goes from the client, which connected, to the server. */
  readonly toServer: boolean;
  /** The bytes of one write, in the order of the direction. */
  readonly bytes: Uint8Array;
}

/** Listens to a network's deliveries. */
export type DeliveryListener = (delivery: Delivery) => void;

/** The state that all logs of a network share. */
export interface LogTarget {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  readonly listeners: ReadonlySet<DeliveryListener>;
  onClosed(): void;
}

/** Records what arrives at one end of a connection. */
export class ConnectionLog {
  private readonly target: LogTarget;
  private readonly connection: number;
  private readonly from: string;
  private readonly to: string;
  private readonly toServer: boolean;

  constructor(target: LogTarget, connection: number, from: string, to: string, toServer: boolean) {
    this.target = target;
    this.connection = connection;
    this.from = from;
    this.to = to;
    this.toServer = toServer;
  }

  delivered(bytes: Uint8Array): void {
    const { connection, from, to, target } = this;
    const atMs = target.scheduler.nowMs;
    target.trace.record(atMs, `#${connection} ${from} > ${to}: ${bytes.length} bytes`, bytes);
  }

  /** Tells those who listen what the program is about to read. */
  read(bytes: Uint8Array): void {
    const { connection, from, to, toServer, target } = this;
    if (target.listeners.size === 0) return;
    const atMs = target.scheduler.nowMs;
    for (const listener of target.listeners) {
      listener({ atMs, connection, from, to, toServer, bytes });
    }
  }

  event(what: string): void {
    const { connection, from, to, target } = this;
    target.trace.record(target.scheduler.nowMs, `#${connection} ${from} > ${to}: ${what}`);
  }

  /** The end that receives is gone. */
  closed(): void {
    this.target.onClosed();
  }
}
