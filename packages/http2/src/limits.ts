/**
 * Limits that a connection enforces on its peer. Each is on by default and named after the attack
 * (or the accident) that it stops; a peer that exceeds one receives the error code named here.
 */
export interface Limits {
  /**
   * Streams a peer may hold open at once (SETTINGS_MAX_CONCURRENT_STREAMS). Stops stream hoarding.
   * A further stream is rejected with REFUSED_STREAM. Default 1,000.
   */
  readonly maxConcurrentStreams: number;
  /**
   * Bytes of one decoded field section, by the measure of RFC 7541 section 4.1
   * (SETTINGS_MAX_HEADER_LIST_SIZE). Stops the HPACK bomb. A larger section costs its own call: what
   * is beyond the limit is decoded and dropped. Default 64 KiB, on a server at least 512 bytes.
   */
  readonly maxFieldSectionSize: number;
  /**
   * CONTINUATION frames behind one HEADERS frame. Stops the CONTINUATION flood (CVE-2024-27316). Enough for
   * `maxHeaderBlockBytes` in frames of 16 KiB. ENHANCE_YOUR_CALM. Default 64.
   */
  readonly maxContinuationFrames: number;
  /**
   * Streams that a client may open and reset within 20 ms, in a burst, refilled by
   * `rapidResetPerSecond`. Calls that are given up later do not count. Stops rapid reset
   * (CVE-2023-44487, CVE-2025-8671), and is far beyond what clients with short deadlines do to a server
   * that is overloaded. ENHANCE_YOUR_CALM. Default 10,000.
   */
  readonly rapidResetBurst: number;
  /** Refill of `rapidResetBurst`, in streams per second. Default 2,000. */
  readonly rapidResetPerSecond: number;
  /**
   * Frames that carry no call forward, in a burst, refilled by `controlFramesPerSecond` and by four for
   * each request: PING, SETTINGS, PRIORITY, GOAWAY, acknowledgements that were not asked for, unknown
   * types, frames on closed streams, DATA of less than 5 bytes, small CONTINUATION, and WINDOW_UPDATE
   * beyond what was sent justifies. Costly ones count several times. Stops the ping, settings, and
   * empty-frame floods (CVE-2019-9512, -9515, -9518) and tiny windows. ENHANCE_YOUR_CALM. Default 10,000.
   */
  readonly controlFrameBurst: number;
  /** Refill of `controlFrameBurst`, in frames per second. Default 1,000. */
  readonly controlFramesPerSecond: number;
  /**
   * Bytes of one header block as it comes, over all its CONTINUATION frames. A block beyond
   * `maxFieldSectionSize` costs its own call; one beyond this, the connection. ENHANCE_YOUR_CALM.
   * Default 1 MiB, on a server at least 512 bytes.
   */
  readonly maxHeaderBlockBytes: number;
  /**
   * Bytes of decoded header sections that are larger than `maxFieldSectionSize`, in a burst, refilled by
   * `oversizedHeaderBytesPerSecond`. Stops the HPACK bomb on call after call. ENHANCE_YOUR_CALM. Default
   * 16 MiB.
   */
  readonly oversizedHeaderBurst: number;
  /** Refill of `oversizedHeaderBurst`, in bytes per second. Default 4 MiB. */
  readonly oversizedHeaderBytesPerSecond: number;
  /**
   * Bytes of messages that inflate to more than 64 times their size, beyond that size, in a burst, refilled
   * by `amplifiedBytesPerSecond`. Stops zip bombs within `maxReceiveBytes`. Beyond it, a connection that has
   * sent such messages waits before another of its messages is inflated. Default 16 MiB.
   */
  readonly amplifiedBurst: number;
  /** Refill of `amplifiedBurst`, in bytes per second. Default 16 MiB. */
  readonly amplifiedBytesPerSecond: number;
  /**
   * Connections of one remote address in a burst, refilled by `connectionsPerSecond`. Further ones
   * wait for their turns of the event loop, where they are set up in fair order with the work of
   * others; none is rejected. Stops reconnecting for each call. A server counts TLS handshakes that fail or
   * are given up in the same way, by themselves: the next ones of the address begin one by one. Default 300.
   */
  readonly connectionBurst: number;
  /** Refill of `connectionBurst`, in connections per second. Default 50. */
  readonly connectionsPerSecond: number;
  /**
   * Bytes of responses to control frames that may wait for a peer that does not read. Stops the
   * 'internal data buffering' family (CVE-2019-9517). ENHANCE_YOUR_CALM. Default 1 MiB, on a server
   * at least 64 bytes.
   */
  readonly maxUnreadControlBytes: number;
  /**
   * Bytes of received bodies that one connection holds until they are consumed; a further request
   * is rejected while as much output waits that the peer does not read. Stops streams that send, or
   * ask, and then stall. From half of it on windows stop growing, and messages larger than a window
   * are let in one after another. Beyond it a server resets the newest streams with
   * ENHANCE_YOUR_CALM. Raised to one and a half times the largest message. Default 16 MiB, on a
   * server at least 64 KiB.
   */
  readonly maxHeldBytesPerConnection: number;
  /**
   * The same for all connections of a server together, received bodies and output alike: of the remote
   * address for which most is held, the newest streams of the connection that holds most are reset. Each
   * counts as 20 resets in `rapidResetBurst`. Default 32 MiB, at least 64 KiB.
   */
  readonly maxHeldBytes: number;
}

/** The limits where nothing else is set. */
export const defaultLimits: Limits = {
  maxConcurrentStreams: 1000,
  maxFieldSectionSize: 64 * 1024,
  maxContinuationFrames: 64,
  rapidResetBurst: 10_000,
  rapidResetPerSecond: 2000,
  controlFrameBurst: 10_000,
  controlFramesPerSecond: 1000,
  maxHeaderBlockBytes: 1024 * 1024,
  oversizedHeaderBurst: 16 * 1024 * 1024,
  oversizedHeaderBytesPerSecond: 4 * 1024 * 1024,
  amplifiedBurst: 16 * 1024 * 1024,
  amplifiedBytesPerSecond: 16 * 1024 * 1024,
  connectionBurst: 300,
  connectionsPerSecond: 50,
  maxUnreadControlBytes: 1024 * 1024,
  maxHeldBytesPerConnection: 16 * 1024 * 1024,
  maxHeldBytes: 32 * 1024 * 1024,
};
