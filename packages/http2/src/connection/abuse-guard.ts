import { ConnectionError, ErrorCode } from "../errors.ts";
import { Allowance } from "../limits/allowance.ts";
import type { Limits } from "../limits.ts";
import type { Stream } from "../stream/stream.ts";
import type { ConnectionListener } from "./sink.ts";

/** A stream reset younger than this counts as rapid. */
const RAPID_MS = 20;

/** The cost, in resets, of a stream that the peer broke a rule on: honest peers rarely do. */
const VIOLATION_RESETS = 10;

/** The cost, in control frames, of a rejected stream: its headers are decoded. */
const REFUSAL_FRAMES = 2;

/** The cost, in resets, of a connection that was opened for a call and dropped. */
const DROPPED_CONNECTION_RESETS = 20;

/** Control frames that each request earns for its connection, and the most that it saves up. */
const FRAMES_PER_REQUEST = 4;
const MOST_FRAMES_EARNED = 4096;

/** The same for resets. */
const MOST_RESETS_EARNED = 512;

/** A stream that is cut because too much is held costs so many resets: 500 in a burst, 100 a second. */
const CUT_RESETS = 20;

/** The part of a shared allowance that each connection begins with. */
const FIRST_EARNED = 16;

/** Inflating a message to so many times its size is ordinary. */
const ORDINARY_RATIO = 64;

/** The longest that a connection waits before it inflates another message. */
const MOST_INFLATION_WAIT_MS = 5000;

/** The parts of an {@link AbuseGuard}. */
export interface AbuseGuardParts {
  readonly isClient: boolean;
  readonly limits: Limits;
  readonly now: () => number;
  /** The allowance that the connection shares with others; undefined for one of its own. */
  readonly allowance: Allowance | undefined;
  readonly listener: Pick<ConnectionListener, "onLimit">;
}

/**
 * Counts what costs a peer little and us much, weighted by its cost, and ends the connection when it is
 * too much. Each request earns its connection some of it: an honest client whose address others share
 * with it goes on when they have used the allowance up.
 */
export class AbuseGuard {
  private readonly isClient: boolean;
  private readonly limits: Limits;
  private readonly now: () => number;
  private readonly allowance: Allowance;
  private readonly listener: Pick<ConnectionListener, "onLimit">;
  /** Control frames and resets that the connection's requests have earned. */
  private framesEarned: number;
  private resetsEarned: number;
  private hasReportedRefusal: boolean;
  private hasReportedInflation: boolean;

  constructor(parts: AbuseGuardParts) {
    this.isClient = parts.isClient;
    this.limits = parts.limits;
    this.now = parts.now;
    this.allowance = parts.allowance ?? new Allowance(parts.limits, parts.now());
    this.listener = parts.listener;
    this.framesEarned = parts.allowance === undefined ? 0 : FIRST_EARNED;
    this.resetsEarned = this.framesEarned;
    this.hasReportedRefusal = false;
    this.hasReportedInflation = false;
  }

  /** A request was accepted. */
  earn(): void {
    if (this.framesEarned < MOST_FRAMES_EARNED) this.framesEarned += FRAMES_PER_REQUEST;
    if (this.resetsEarned < MOST_RESETS_EARNED) this.resetsEarned += 1;
  }

  /**
   * Counts a stream that the client has reset (CVE-2023-44487). Two for each, as its request has earned
   * one.
   *
   * @param nowMs 32 bits of milliseconds, as in `stream.openedAtMs`
   */
  countReset(stream: Stream, nowMs: number): void {
    // A call that lived for a while and was given up (its deadline, say) is not an attack: streams at one
    // time are limited, so these cannot come in quicker than their age allows.
    if (this.isClient || ((nowMs - stream.openedAtMs) | 0) >= RAPID_MS) return;
    this.takeResets(2);
  }

  /**
   * Counts a stream that we reset because the client broke a rule on it, which comes to the same as a
   * reset of its own (CVE-2025-8671).
   */
  countViolation(): void {
    if (!this.isClient) this.takeResets(VIOLATION_RESETS);
  }

  /**
   * Counts a connection that the client dropped with calls under way that it had opened just before: it
   * resets them all at the price of one connection. Never throws: the connection is over.
   */
  countDropped(streams: readonly Pick<Stream, "openedAtMs">[], nowMs: number): void {
    if (this.isClient) return;
    const isRapid = (stream: Pick<Stream, "openedAtMs">) =>
      ((nowMs - stream.openedAtMs) | 0) < RAPID_MS;
    const rapid = streams.filter(isRapid).length;
    if (rapid > 0) this.allowance.resets.drain(this.now, DROPPED_CONNECTION_RESETS + rapid);
  }

  /** Counts a connection that was cut off; the `open` calls under way end as if they had been reset. */
  countCut(open: number): void {
    if (this.isClient) return;
    this.allowance.resets.drain(this.now, DROPPED_CONNECTION_RESETS + open);
  }

  /** Counts a stream that the server has cut because too much is held for the peer. Never throws. */
  countHeldCut(): void {
    if (!this.isClient) this.allowance.resets.drain(this.now, CUT_RESETS);
  }

  private takeResets(count: number): void {
    const earned = Math.min(count, this.resetsEarned);
    this.resetsEarned -= earned;
    if (earned === count || this.allowance.resets.take(this.now, count - earned)) return;
    throw calm("H2_RAPID_RESET", "too many streams opened and reset", "rapidResetBurst");
  }

  /**
   * Counts a frame that carries no call forward.
   *
   * @param weight its cost; 1 for about a microsecond
   */
  countControl(weight = 1): void {
    if (this.framesEarned >= weight) this.framesEarned -= weight;
    else this.takeFrames(weight);
  }

  private takeFrames(weight: number): void {
    if (this.allowance.controlFrames.take(this.now, weight)) return;
    throw calm("H2_CONTROL_FLOOD", "too many control or empty frames", "controlFrameBurst");
  }

  /** Counts a stream that is rejected because too many are open. */
  countRefusal(open: number): void {
    this.takeFrames(REFUSAL_FRAMES);
    if (this.hasReportedRefusal) return;
    this.hasReportedRefusal = true;
    this.listener.onLimit?.({
      limit: "maxConcurrentStreams",
      action: "refused-call",
      detail: `${open} streams are open`,
    });
  }

  /** Counts a header section of `bytes`, which is more than the limit. */
  countOversizedHeaders(bytes: number): void {
    const { maxFieldSectionSize, oversizedHeaderBurst } = this.limits;
    // One alone never ends the connection, unless it is a bomb.
    if (!this.allowance.headerBytes.take(this.now, bytes)) {
      throw calm("H2_HEADER_FLOOD", "too many bytes of oversized headers", "oversizedHeaderBurst");
    }
    this.listener.onLimit?.({
      limit: "maxFieldSectionSize",
      action: "refused-call",
      detail: `a header section of ${bytes} bytes, more than ${maxFieldSectionSize} (${oversizedHeaderBurst} in a burst)`,
    });
  }

  /**
   * Counts a message of `packedBytes` that has been inflated to `bytes`.
   *
   * @returns how long the connection should inflate no further ones, in milliseconds
   */
  countInflated(packedBytes: number, bytes: number): number {
    const amplified = bytes - packedBytes * ORDINARY_RATIO;
    if (this.isClient || amplified <= 0) return 0;
    const waitMs = this.allowance.amplified.owe(this.now(), amplified, MOST_INFLATION_WAIT_MS);
    if (waitMs > 0 && !this.hasReportedInflation) {
      this.hasReportedInflation = true;
      const detail = `messages inflate to more than ${ORDINARY_RATIO} times their size, such as ${packedBytes} bytes to ${bytes}: further ones wait`;
      this.listener.onLimit?.({ limit: "amplifiedBurst", action: "throttled", detail });
    }
    return waitMs;
  }

  /** How long the peer has to wait before a message of its is inflated to more than is ordinary. */
  get inflationDebtMs(): number {
    return this.isClient ? 0 : this.allowance.amplified.debtMs(this.now());
  }

  /** @param controlBytes bytes of responses that the peer does not read */
  checkUnread(controlBytes: number): void {
    if (controlBytes <= this.limits.maxUnreadControlBytes) return;
    const message = "the peer requests responses and does not read them";
    throw calm("H2_UNREAD_ANSWERS", message, "maxUnreadControlBytes");
  }
}

function calm(token: string, message: string, limit: keyof Limits): ConnectionError {
  return new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, token, message, limit);
}
