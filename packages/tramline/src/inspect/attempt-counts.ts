import type { CallCounts, SocketInspection } from "./inspection.ts";

/** A connection, as far as its attempts are counted. */
export interface CountedTransport {
  readonly activeStreams: number;
  /** Attempts on it that have ended with another status than OK. */
  readonly failedCalls?: number;
  /** Attempts that were sent on it; left out: what `inspect` says. */
  readonly startedCalls?: number;
  inspect?(): SocketInspection;
}

/**
 * Counts the attempts of a channel or a subchannel, by what its connections count anyway: attempts that go
 * well cost nothing here.
 */
export class AttemptCounts {
  /** On connections that are gone. */
  private started: number;
  private failed: number;

  constructor() {
    this.started = 0;
    this.failed = 0;
  }

  /** An attempt has failed before it was sent. */
  countUnsent(): void {
    this.started += 1;
    this.failed += 1;
  }

  /** A connection is gone. */
  addEnded(transport: CountedTransport): void {
    this.started += startedOn(transport);
    this.failed += transport.failedCalls ?? 0;
  }

  /**
   * Returns the counts up to now.
   *
   * @param transports the connections that are not gone
   * @param waiting attempts that have begun and are not sent yet
   */
  read(transports: Iterable<CountedTransport>, waiting: number): CallCounts {
    let { started, failed } = this;
    let open = waiting;
    started += waiting;
    for (const transport of transports) {
      started += startedOn(transport);
      failed += transport.failedCalls ?? 0;
      open += transport.activeStreams;
    }
    return { started, failed, succeeded: Math.max(0, started - failed - open) };
  }
}

function startedOn(transport: CountedTransport): number {
  return transport.startedCalls ?? transport.inspect?.().streams.started ?? 0;
}
