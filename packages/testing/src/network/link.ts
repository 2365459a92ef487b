import type { Random } from "../random.ts";
import type { Scheduler } from "../scheduler.ts";
import type { LinkConditions } from "./conditions.ts";
import type { Machine } from "./machine.ts";

/** Something that waits for a link to carry again. */
export interface LinkWaiter {
  /** The link carries again. */
  onCarries(): void;
}

/** The parts of a link. */
export interface LinkOptions {
  readonly from: Machine;
  readonly to: Machine;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly conditions: LinkConditions;
}

/**
 * One direction between two machines. It says when bytes arrive; connections keep their own order, so
 * that one may overtake another.
 */
export class Link {
  readonly from: Machine;
  readonly to: Machine;
  conditions: LinkConditions;
  /** A partition: nothing passes. */
  isBlocked: boolean;
  private readonly scheduler: Scheduler;
  private readonly random: Random;
  private readonly waiting: Set<LinkWaiter>;
  /** Until when the bytes that have been sent keep the link busy. */
  private busyUntilMs: number;

  constructor(options: LinkOptions) {
    this.from = options.from;
    this.to = options.to;
    this.conditions = options.conditions;
    this.isBlocked = false;
    this.scheduler = options.scheduler;
    this.random = options.random;
    this.waiting = new Set();
    this.busyUntilMs = 0;
  }

  /** Whether a packet that arrives now gets through. */
  get carries(): boolean {
    return !this.isBlocked && this.to.isOn;
  }

  /** Returns when a piece of so many bytes arrives that is sent now, and keeps the link busy with it. */
  arrivalMs(bytes: number): number {
    const { latencyMs, bytesPerSecond } = this.conditions;
    const { nowMs } = this.scheduler;
    let sentMs = nowMs;
    if (bytesPerSecond !== Infinity) {
      sentMs = Math.max(nowMs, this.busyUntilMs) + (bytes / bytesPerSecond) * 1000;
      this.busyUntilMs = sentMs;
    }
    return sentMs + latencyMs + this.jitterMs();
  }

  /** Returns the lengths of the pieces in which so many bytes travel. */
  pieces(bytes: number): number[] {
    const { fragmentation } = this.conditions;
    if (fragmentation === 0 || bytes < 2 || !this.random.chance(fragmentation)) return [bytes];
    const pieces: number[] = [];
    let left = bytes;
    while (left > 1 && pieces.length < 7) {
      // Cuts close to the begin are those that fall into frame headers.
      const piece = this.random.integer(1, Math.min(left - 1, this.random.chance(0.5) ? 16 : left));
      pieces.push(piece);
      left -= piece;
    }
    pieces.push(left);
    return pieces;
  }

  /** Delivers a message that is sent again until it gets through, such as SYN. */
  sendReliably(deliver: () => void): void {
    this.scheduler.at(this.arrivalMs(0), undefined, () => {
      if (this.carries) deliver();
      else this.wait({ onCarries: () => this.sendReliably(deliver) });
    });
  }

  /** Delivers a message that is sent once, such as RST. */
  sendOnce(deliver: () => void): void {
    this.scheduler.at(this.arrivalMs(0), undefined, () => {
      if (this.carries) deliver();
    });
  }

  /** Has a waiter called when the link carries again. */
  wait(waiter: LinkWaiter): void {
    this.waiting.add(waiter);
  }

  forget(waiter: LinkWaiter): void {
    this.waiting.delete(waiter);
  }

  /** Tells those who wait, if the link carries now. */
  wake(): void {
    if (!this.carries) return;
    const waiters = [...this.waiting];
    this.waiting.clear();
    for (const waiter of waiters) waiter.onCarries();
  }

  private jitterMs(): number {
    const { jitterMs } = this.conditions;
    return jitterMs === 0 ? 0 : this.random.between(0, jitterMs);
  }
}
