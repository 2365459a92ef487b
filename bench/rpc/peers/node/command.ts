/**
 * What the harness and every client say to each other, one JSON document a line: a `Command` on the
 * client's stdin, an `Answer` on its stdout. The same shapes are spoken by the clients in Go, Rust
 * and Java.
 */

/** What a client does over and over while it is measured. */
export type Operation = "echo" | "order" | "count" | "pingPong" | "transfer" | "connect";

export interface Command {
  readonly operation: Operation;
  /** How many workers repeat the operation at once, all on one connection. */
  readonly inFlight: number;
  /** `host:port` of the server. */
  readonly target: string;
  readonly tls: boolean;
  readonly warmupMs: number;
  readonly measureMs: number;
  /** Whose CPU the client reads at both ends of the measured window. */
  readonly serverPid: number;
}

export interface Answer {
  /** Operations ended in the window; for `count`, messages received in it. */
  readonly operations: number;
  /** The window's true length. */
  readonly seconds: number;
  /** User and system time of the whole client process over the window. */
  readonly clientCpuMicros: number;
  /** The same of the server process. */
  readonly serverCpuMicros: number;
  /** Median time of one operation; absent for `count`. */
  readonly p50Micros?: number;
  readonly p99Micros?: number;
}

/** A client that could not do what it was told answers with this and stays up. */
export interface Failure {
  readonly error: string;
}

/** The first line of a server's stdout. */
export interface ServerReady {
  readonly port: number;
  readonly tlsPort: number;
}
