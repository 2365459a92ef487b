import { ConnectionError, ErrorCode } from "../errors.ts";
import { TokenBucket } from "../flow/token-bucket.ts";
import type { Limits } from "../limits.ts";
import type { Stream } from "../stream/stream.ts";

/** A stream reset younger than this counts as rapid. */
const RAPID_MS = 20;

/** Counts what costs a peer little and us much, and ends the connection when it is too much. */
export class AbuseGuard {
  private readonly isClient: boolean;
  private readonly now: () => number;
  private readonly rapidResets: TokenBucket;
  private readonly controlFrames: TokenBucket;
  private readonly maxUnreadControlBytes: number;

  constructor(isClient: boolean, limits: Limits, now: () => number) {
    this.isClient = isClient;
    this.now = now;
    this.rapidResets = new TokenBucket(limits.rapidResetBurst, limits.rapidResetPerSecond, now());
    this.controlFrames = new TokenBucket(
      limits.controlFrameBurst,
      limits.controlFramesPerSecond,
      now(),
    );
    this.maxUnreadControlBytes = limits.maxUnreadControlBytes;
  }

  /**
   * Counts a stream of a client that ended by a reset: by its own, or by ours after it broke a rule,
   * which comes to the same (CVE-2023-44487, CVE-2025-8671).
   *
   * @param stream undefined for one that has never been open
   * @param nowMs 32 bits of milliseconds, as in `stream.openedAtMs`
   */
  countReset(stream: Stream | undefined, nowMs: number): void {
    if (this.isClient) return;
    // A call that lived for a while and was given up (its deadline, say) is no attack: streams at one
    // time are limited, so these cannot come in quicker than their age allows.
    const ageMs = stream === undefined ? 0 : (nowMs - stream.openedAtMs) | 0;
    if (ageMs >= RAPID_MS || this.rapidResets.take(this.now)) return;
    throw calm("H2_RAPID_RESET", "too many streams opened and reset");
  }

  /** Counts a frame that carries no call forward: SETTINGS, PING, empty DATA, unknown types. */
  countControl(): void {
    if (this.controlFrames.take(this.now)) return;
    throw calm("H2_CONTROL_FLOOD", "too many control or empty frames");
  }

  /** @param controlBytes answers that lie ready because the peer does not read them */
  checkUnread(controlBytes: number): void {
    if (controlBytes <= this.maxUnreadControlBytes) return;
    throw calm("H2_UNREAD_ANSWERS", "the peer asks for answers and does not read them");
  }
}

function calm(token: string, message: string): ConnectionError {
  return new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, token, message);
}
