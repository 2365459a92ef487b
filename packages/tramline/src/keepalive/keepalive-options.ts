/** How a channel checks that its servers are still there (gRFC A8). All of it can be left out. */
export interface ChannelKeepaliveOptions {
  /**
   * After this long without a byte from the server, a PING is sent. Default 330,000 (5.5 minutes): more
   * often than that, gRPC servers close the connection unless they are configured for it. At least
   * 1,000; Infinity switches the checks off.
   */
  readonly timeMs?: number | undefined;
  /** After this long without a byte since the PING, the connection is closed. Default 20,000. */
  readonly timeoutMs?: number | undefined;
  /** Whether connections without calls are checked too. Default false; the server must permit it. */
  readonly withoutCalls?: boolean | undefined;
}

/** How a server checks its clients, and how often they may check it (gRFC A8, A9). */
export interface ServerKeepaliveOptions {
  /**
   * After this long without a byte from the client, a PING is sent, whether calls are open or not.
   * Default 200,000: less than what the usual TCP load balancers wait before they drop a silent
   * connection (Azure 4 minutes, AWS NLB 350 s, Google Cloud 10 minutes). At least 1,000; Infinity
   * switches the checks off.
   */
  readonly timeMs?: number | undefined;
  /** After this long without a byte since the PING, the connection is closed. Default 20,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * The least time between two PINGs of a client, other than those that measure the path while data
   * flows. At the third early one the connection is closed with GOAWAY `too_many_pings`. Default
   * 300,000, as in other gRPC servers; 0 permits all that `limits` permit.
   */
  readonly minTimeMs?: number | undefined;
  /** Whether clients may send PINGs while they have no call. Default false: one in two hours. */
  readonly permitWithoutCalls?: boolean | undefined;
}
