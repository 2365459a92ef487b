/** What the runner and the programs that it starts say to each other. */
import type { Sample } from "../wire/tally.ts";

export interface AttackOrder {
  readonly attack: string;
  readonly port: number;
  readonly localAddress: string;
  readonly connections: number;
  /** Whether a connection waits for the end of its socket when GOAWAY names an error, instead of leaving at once. */
  readonly isPatient: boolean;
}

export interface AttackReport {
  readonly samples: readonly Sample[];
  readonly connects: number;
  readonly cuts: number;
  readonly refusals: number;
  readonly mostOpen: number;
  readonly goaways: Readonly<Record<string, number>>;
  readonly resets: Readonly<Record<string, number>>;
  readonly socketErrors: Readonly<Record<string, number>>;
  readonly notes: Readonly<Record<string, number>>;
}

export interface HonestOrder {
  readonly port: number;
  /** A certificate to trust, in PEM; left out for cleartext. */
  readonly ca?: string;
}

/** Sums since the start of the honest clients. */
export interface HonestCounts {
  /** Calls that ended with OK on connections that were open before. */
  readonly oldCalls: number;
  /** Connections that were opened for one call that ended with OK. */
  readonly newCalls: number;
  /** Failures by their message. */
  readonly failures: Readonly<Record<string, number>>;
  /** 99th percentile and longest of calls on old connections since the last report. */
  readonly p99Ms: number;
  readonly longestMs: number;
}
