/** How a server of the suite behaves. */
export interface Behavior {
  /** How long a call takes, in milliseconds. */
  readonly delayMs: number;
  /** The share of calls that fail with INTERNAL: 0 to 1, spread evenly. */
  readonly failing: number;
  /** What it reports, with each call and out of band. */
  readonly load: {
    readonly cpuUtilization: number;
    readonly requestsPerSecond: number;
    readonly errorsPerSecond: number;
  };
  /** What its health service says. */
  readonly isServing: boolean;
}

/** From the suite to a server. */
export type ServerOrder =
  /** Begins to serve. */
  | { readonly kind: "listen"; readonly address: string }
  | { readonly kind: "behave"; readonly behavior: Behavior }
  /** Begins to count from 0. */
  | { readonly kind: "reset" }
  | { readonly kind: "count" }
  /** Closes in order and listens again after so long, on the same port. */
  | { readonly kind: "drain"; readonly awayMs: number };

/** From a server to the suite. */
export type ServerNews =
  /** The program is loaded. */
  | { readonly kind: "ready" }
  | { readonly kind: "listening"; readonly address: string }
  | { readonly kind: "done" }
  | { readonly kind: "count"; readonly calls: number };

/** What a client prints last. */
export interface ClientReport {
  /** Calls that began in the measured time. */
  readonly calls: number;
  /** Those of them that failed, by status. */
  readonly errors: Readonly<Record<string, number>>;
}
