/** A limit that a peer has reached, and what was done about it. */
export interface LimitEvent {
  /** The limit's name, as in `Limits` or in the options of the server or channel. */
  readonly limit: string;
  /**
   * - `"closed-connection"`: the peer got GOAWAY, and the connection was closed.
   * - `"refused-connection"`: a connection was closed before anything was read.
   * - `"refused-call"`: one call was rejected; the others on its connection go on.
   * - `"throttled"`: the peer has to wait.
   */
  readonly action: "closed-connection" | "refused-connection" | "refused-call" | "throttled";
  /** One sentence for a log: what the peer did, with the figures. */
  readonly detail: string;
}
