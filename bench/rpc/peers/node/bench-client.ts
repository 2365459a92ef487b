import type { Variant } from "./command.ts";

/** What each Node peer gives the load generator: the calls of bench.proto as its user writes them. */
export interface BenchClient {
  /** A small unary call with a deadline and two constant metadata entries. */
  echo(): Promise<{ readonly text: string }>;
  /** A nested order there and back, with metadata that differs on each call. */
  order(): Promise<{ readonly id: string }>;
  /** One server stream of `messages` ticks, each added to the tally as it arrives. */
  count(messages: number, tally: { operations: number }): Promise<void>;
  openPingPong(): PingPong;
  /** 1 MiB there and back. */
  transfer(): Promise<{ readonly data: Uint8Array }>;
  /** 2 KiB of text there and back, compressed. A peer that cannot compress both ways lacks it. */
  document?(): Promise<{ readonly text: string }>;
  /** Ends the connection; resolves when it is gone or sure to go. */
  close(): Promise<void>;
}

/** One bidirectional stream. */
export interface PingPong {
  /** Sends a tick and waits for the answer. */
  roundTrip(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a client with one connection of its own. `ca` is a PEM text, given when TLS is wanted. */
export type ClientFactory = (
  target: string,
  ca: string | undefined,
  variant: Variant,
) => BenchClient;
