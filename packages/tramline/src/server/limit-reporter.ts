import type { LimitEvent } from "@tramline/http2";

/** A limit that a client has reached. */
export interface ServerLimitEvent extends LimitEvent {
  /** The client's address, such as `"10.0.0.7:52100"`. */
  readonly peer: string;
  /** How often this limit was reached from this host since it was reported last, this time included. */
  readonly count: number;
}

/** A limit is reported so often for each host. */
const INTERVAL_MS = 1000;
/** Hosts and limits that are remembered at a time. */
const MAX_REMEMBERED = 2048;

interface Reported {
  atMs: number;
  /** How often since then. */
  more: number;
}

/**
 * Hands limit events to the user, at most one in a second for each limit, action, and host: under attack a
 * report must not cost more than what it reports.
 */
export class LimitReporter {
  private readonly listener: ((event: ServerLimitEvent) => void) | undefined;
  private readonly now: () => number;
  private readonly reported: Map<string, Reported>;

  /** @param now a monotonic clock in milliseconds */
  constructor(listener: ((event: ServerLimitEvent) => void) | undefined, now: () => number) {
    this.listener = listener;
    this.now = now;
    this.reported = new Map();
  }

  report(event: LimitEvent, peer: string): void {
    const { listener } = this;
    if (listener === undefined) return;
    const key = `${event.limit} ${event.action} ${hostOf(peer)}`;
    const nowMs = this.now();
    const before = this.reported.get(key);
    if (before !== undefined && nowMs - before.atMs < INTERVAL_MS) {
      before.more += 1;
      return;
    }
    // The oldest goes first: a Map keeps the order of insertion.
    this.reported.delete(key);
    if (this.reported.size >= MAX_REMEMBERED) {
      const oldest = this.reported.keys().next();
      if (oldest.done !== true) this.reported.delete(oldest.value);
    }
    this.reported.set(key, { atMs: nowMs, more: 0 });
    try {
      listener({ ...event, peer, count: (before?.more ?? 0) + 1 });
    } catch {
      // A listener that throws must not end the connection, or the process.
    }
  }
}

/** `10.0.0.7:52100` without its port. */
function hostOf(peer: string): string {
  const colon = peer.lastIndexOf(":");
  return peer.startsWith("unix:") || colon < 0 ? peer : peer.slice(0, colon);
}
