import { ConnectionError, ErrorCode } from "../errors.ts";

/** How often a client may send PING (gRFC A8, "Server Enforcement"). */
export interface PingPolicySettings {
  /** The least time between two PINGs that are not caused by data. Milliseconds; 0 permits all. */
  readonly minTimeMs: number;
  /** Whether PINGs are permitted while no stream is open. */
  readonly withoutStreams: boolean;
}

/** PINGs that come too early before the connection is closed. */
const MAX_STRIKES = 2;

/** The least time between PINGs while no stream is open and `withoutStreams` is false. */
const IDLE_MIN_TIME_MS = 2 * 60 * 60_000;

/**
 * Closes the connection of a client that sends PINGs more often than permitted, with GOAWAY
 * ENHANCE_YOUR_CALM and the debug data `too_many_pings`, which clients know as the sign to ping less.
 *
 * @see https://github.com/grpc/proposal/blob/master/A8-client-side-keepalive.md#server-enforcement
 */
export class PingPolicy {
  private readonly settings: PingPolicySettings;
  private lastPingMs: number;
  private strikes: number;

  constructor(settings: PingPolicySettings) {
    this.settings = settings;
    this.lastPingMs = -Infinity;
    this.strikes = 0;
  }

  /**
   * Counts a PING that is not an acknowledgment.
   *
   * @param nowMs when it came
   * @param sentData whether HEADERS or DATA were sent since the last PING: a client may measure the
   * path then, and its strikes are forgotten
   * @param openStreams how many streams are open
   * @throws ConnectionError ENHANCE_YOUR_CALM at the third early PING
   */
  onPing(nowMs: number, sentData: boolean, openStreams: number): void {
    const { minTimeMs, withoutStreams } = this.settings;
    if (minTimeMs <= 0) return;
    const sinceMs = nowMs - this.lastPingMs;
    this.lastPingMs = nowMs;
    if (sentData) {
      this.strikes = 0;
      return;
    }
    const leastMs = openStreams === 0 && !withoutStreams ? IDLE_MIN_TIME_MS : minTimeMs;
    if (sinceMs >= leastMs) return;
    this.strikes += 1;
    if (this.strikes > MAX_STRIKES) {
      throw new ConnectionError(
        ErrorCode.ENHANCE_YOUR_CALM,
        TOO_MANY_PINGS,
        `PINGs come more often than once in ${leastMs} ms`,
        "keepalive.minTimeMs",
      );
    }
  }
}

/** The debug data of a GOAWAY that closes the connection of a client that pings too often. */
export const TOO_MANY_PINGS = "too_many_pings";
