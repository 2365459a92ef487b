import { AttemptCounts } from "../inspect/attempt-counts.ts";
import type { CallCounts, SocketInspection } from "../inspect/inspection.ts";
import type { ClientTransport } from "./client-transport.ts";
import type { Clock, ScheduledTimer } from "./clock.ts";
import type { ConnectAttempt } from "./connect-attempt.ts";

/** How often connections beyond the first are looked at, to close those that are not used. */
const TRIM_INTERVAL_MS = 30_000;

interface Entry {
  readonly attempt: ConnectAttempt;
  readonly transport: ClientTransport;
  /** Without a stream when it was looked at last. */
  wasIdle: boolean;
}

/**
 * The connections of one subchannel, the oldest first. Calls go to the oldest that takes a stream, so
 * that the younger ones run empty when the load falls; one without a stream at two looks in a row,
 * 30 s apart, is closed.
 */
export class ConnectionList {
  private readonly clock: Clock;
  private readonly onTrimmed: (transport: ClientTransport) => void;
  private readonly entries: Entry[];
  private timer: ScheduledTimer | undefined;
  private readonly counts: AttemptCounts;

  /** @param onTrimmed called with a connection that was taken out because it was not used */
  constructor(clock: Clock, onTrimmed: (transport: ClientTransport) => void) {
    this.clock = clock;
    this.onTrimmed = onTrimmed;
    this.entries = [];
    this.timer = undefined;
    this.counts = new AttemptCounts();
  }

  /** Returns what there is to know of the connections, and the attempts on them. */
  inspect(): { readonly calls: CallCounts; readonly sockets: SocketInspection[] } {
    const transports = this.entries.map(({ transport }) => transport);
    const sockets = transports.map((transport) => transport.inspect?.());
    return {
      calls: this.counts.read(transports, 0),
      sockets: sockets.filter((socket) => socket !== undefined),
    };
  }

  get size(): number {
    return this.entries.length;
  }

  add(attempt: ConnectAttempt, transport: ClientTransport): void {
    this.entries.push({ attempt, transport, wasIdle: false });
    this.keepTime();
  }

  /** Takes the connection out; undefined if it is not here. */
  remove(attempt: ConnectAttempt): ClientTransport | undefined {
    const index = this.entries.findIndex((entry) => entry.attempt === attempt);
    if (index < 0) return undefined;
    const [removed] = this.entries.splice(index, 1);
    this.keepTime();
    if (removed !== undefined) this.counts.addEnded(removed.transport);
    return removed?.transport;
  }

  /** Takes all of them out. */
  clear(): ClientTransport[] {
    const transports = this.entries.splice(0).map(({ transport }) => transport);
    this.keepTime();
    return transports;
  }

  has(attempt: ConnectAttempt): boolean {
    return this.entries.some((entry) => entry.attempt === attempt);
  }

  /** The oldest that takes a stream now. */
  firstWithRoom(): ClientTransport | undefined {
    return this.entries.find(({ transport }) => transport.acceptsStreams)?.transport;
  }

  get oldest(): ClientTransport | undefined {
    return this.entries[0]?.transport;
  }

  /** Whether every connection carries as many streams as its peer allows, and it allows some. */
  get isFull(): boolean {
    return this.entries.every(
      ({ transport }) =>
        transport.maxStreams > 0 &&
        transport.activeStreams + (transport.backgroundStreams ?? 0) >= transport.maxStreams,
    );
  }

  private keepTime(): void {
    if (this.entries.length > 1) {
      this.timer ??= this.clock.schedule(() => this.trim(), TRIM_INTERVAL_MS);
    } else {
      this.timer?.cancel();
      this.timer = undefined;
    }
  }

  private trim(): void {
    this.timer = undefined;
    const idle = this.entries.filter(({ transport }, index) => index > 0 && isIdle(transport));
    const unused = idle.filter((entry) => entry.wasIdle);
    for (const entry of this.entries) entry.wasIdle = idle.includes(entry);
    for (const { attempt, transport } of unused) {
      this.remove(attempt);
      this.onTrimmed(transport);
      transport.close(true);
    }
    this.keepTime();
  }
}

function isIdle(transport: ClientTransport): boolean {
  return transport.activeStreams + (transport.backgroundStreams ?? 0) === 0;
}
