/**
 * What the harness and every client say to each other, one JSON document a line: a `Command` on the
 * client's stdin, an `Answer` on its stdout. The same shapes are spoken by the clients in Go, Rust
 * and Java.
 */

/** What a client does over and over while it is measured. */
export type Operation =
  | "echo"
  | "order"
  | "count"
  | "pingPong"
  | "transfer"
  | "connect"
  | "document";

/**
 * What the calls carry with them: nothing more, a pass-through interceptor on each side, cancellation and
 * metadata that are looked at, a retry policy, compression, telemetry, or messages that are read many
 * at a time. Servers have a port for each that concerns them.
 */
export type Variant =
  | "plain"
  | "intercepted"
  | "context"
  | "retryable"
  | "gzip"
  | "observed"
  | "batches";

/** The variants that need a server of their own. */
export type ServerVariant = Exclude<Variant, "plain" | "retryable" | "batches">;

export interface Command {
  readonly operation: Operation;
  readonly variant: Variant;
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
  /** The cleartext ports of the variants that this server has. */
  readonly ports?: Readonly<Partial<Record<ServerVariant, number>>>;
}
