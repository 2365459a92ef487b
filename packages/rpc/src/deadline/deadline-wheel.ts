import { platformTimers, type TimerHost } from "./clock.ts";
import { DeadlineEntry, type Deadlines } from "./deadline-entry.ts";

const levelBits = 6;
const slotsPerLevel = 1 << levelBits;
const slotMask = slotsPerLevel - 1;
const levels = 5;
/** The farthest a slot can be, about twelve days; what lies beyond is placed again on the way. */
const maxTicksAhead = 2 ** (levels * levelBits) - 1;
/** The longest sleep: bounds how long an armed timer outlives the last entry. */
const maxSleepMs = 65_536;

/** The head of a slot's ring of entries. */
class Slot extends DeadlineEntry {
  override expire(): void {
    throw new Error("a slot of the deadline wheel has no time of its own");
  }
}

/**
 * All deadlines of a program behind one timer: a hierarchical timing wheel (Varghese and Lauck 1987,
 * scheme 7) of five levels with 64 slots each. A slot of the lowest level is one millisecond; each
 * level above has slots as long as the whole level below. Adding and removing link and unlink an
 * entry: O(1), no allocation. The timer is set for the next slot that has entries, so that under
 * load, where calls end long before their deadline, hardly anything happens beyond that.
 *
 * An entry never expires early; late by the rounding up to a millisecond and by what the platform's
 * timer adds.
 *
 * Ticks are whole milliseconds since the wheel's creation. An entry is on the level on which it is
 * at least one slot ahead, in the slot of its tick modulo the wheel's size; when time reaches the
 * beginning of that slot, its entries move to the levels below.
 */
export class DeadlineWheel implements Deadlines {
  private readonly host: TimerHost;
  private readonly originMs: number;
  private readonly slots: Slot[];
  /** All slots up to and at this tick have been emptied. */
  private tick: number;
  /** The tick up to which time is known to have passed; ahead of `tick` only within advance. */
  private reachedTick: number;
  private count: number;
  private timer: unknown;
  /** The tick for which the timer is set. Meaningless without a timer. */
  private timerTick: number;
  private advancing: boolean;
  /** The errors that entries threw while expiring; thrown on once all that is due has expired. */
  private readonly failures: unknown[];
  private readonly onTimer: () => void;

  constructor(host: TimerHost = platformTimers) {
    this.host = host;
    this.originMs = host.now();
    this.slots = [];
    for (let i = 0; i < levels * slotsPerLevel; i++) this.slots.push(new Slot());
    this.tick = 0;
    this.reachedTick = 0;
    this.count = 0;
    this.timer = undefined;
    this.timerTick = 0;
    this.advancing = false;
    this.failures = [];
    this.onTimer = () => {
      this.timer = undefined;
      this.advancing = true;
      this.advance();
      this.advancing = false;
      if (this.count > 0) this.arm(this.nextTick());
      if (this.failures.length > 0) throw this.failures.splice(0)[0];
    };
  }

  /** How many entries wait. */
  get size(): number {
    return this.count;
  }

  /** Whether a timer of the platform is set. It may be for up to 65 seconds after the last entry. */
  get armed(): boolean {
    return this.timer !== undefined;
  }

  /** Whether an entry waits in a wheel. */
  has(entry: DeadlineEntry): boolean {
    return entry.nextEntry !== entry;
  }

  /**
   * Lets an entry expire at a point in monotonic time, in a later turn even if that is past.
   * An entry that waits already is moved. A point at Infinity never comes: the entry is not added.
   */
  add(entry: DeadlineEntry, atMs: number): void {
    if (entry.nextEntry !== entry) this.remove(entry);
    if (atMs === Infinity) return;
    if (this.timer === undefined && !this.advancing) {
      // A wheel without timer is empty and stands still: bring it to the present.
      this.tick = this.nowTick();
      this.reachedTick = this.tick;
    }
    // What is past counts as due in the tick after this one, so that it expires in a later turn.
    const earliestMs = this.originMs + this.reachedTick + 1;
    entry.expiresAtMs = atMs > earliestMs ? atMs : earliestMs;
    this.count++;
    const dueTick = this.place(entry);
    if (!this.advancing && (this.timer === undefined || dueTick < this.timerTick)) {
      this.arm(dueTick);
    }
  }

  /** Takes an entry out. Does nothing if it does not wait. */
  remove(entry: DeadlineEntry): void {
    const next = entry.nextEntry;
    if (next === entry) return;
    const previous = entry.previousEntry;
    previous.nextEntry = next;
    next.previousEntry = previous;
    entry.nextEntry = entry;
    entry.previousEntry = entry;
    this.count--;
  }

  /** Clears the timer at once if nothing waits, instead of at its time: for closing down. */
  disarmIfEmpty(): void {
    if (this.count === 0 && this.timer !== undefined) {
      this.host.clearTimeout(this.timer);
      this.timer = undefined;
    }
  }

  /** Links an entry into the slot of its time. Returns the tick at which that slot begins. */
  private place(entry: DeadlineEntry): number {
    let ahead = Math.ceil(entry.expiresAtMs - this.originMs) - this.tick;
    if (ahead > maxTicksAhead) ahead = maxTicksAhead;
    let level = 0;
    while (level < levels - 1 && ahead >= 1 << ((level + 1) * levelBits)) level++;
    const shift = level * levelBits;
    const tick = this.tick + ahead;
    // Bitwise operators take the tick modulo 2³², of which the size of every level is a divisor.
    const slot = this.slots[level * slotsPerLevel + ((tick >>> shift) & slotMask)]!;
    const last = slot.previousEntry;
    last.nextEntry = entry;
    entry.previousEntry = last;
    entry.nextEntry = slot;
    slot.previousEntry = entry;
    return tick - (tick & ((1 << shift) - 1));
  }

  private nowTick(): number {
    return Math.floor(this.host.now() - this.originMs);
  }

  /** Expires what is due. Stops at the tick that was reached on entry, whatever entries add. */
  private advance(): void {
    this.reachedTick = this.nowTick();
    while (this.count > 0) {
      const tick = this.nextTick();
      if (tick > this.reachedTick) break;
      this.tick = tick;
      for (let level = levels - 1; level > 0; level--) {
        const shift = level * levelBits;
        if ((tick & ((1 << shift) - 1)) === 0) {
          this.spread(this.slots[level * slotsPerLevel + ((tick >>> shift) & slotMask)]!);
        }
      }
      this.expireSlot(this.slots[tick & slotMask]!);
    }
    if (this.tick < this.reachedTick) this.tick = this.reachedTick;
  }

  private spread(slot: Slot): void {
    for (let entry = slot.nextEntry; entry !== slot; entry = slot.nextEntry) {
      slot.nextEntry = entry.nextEntry;
      entry.nextEntry.previousEntry = slot;
      this.place(entry);
    }
  }

  private expireSlot(slot: Slot): void {
    for (let entry = slot.nextEntry; entry !== slot; entry = slot.nextEntry) {
      this.remove(entry);
      try {
        entry.expire();
      } catch (failure) {
        this.failures.push(failure);
      }
    }
  }

  /** The next tick at which a slot with entries begins. The wheel must not be empty. */
  private nextTick(): number {
    let next = Infinity;
    for (let level = 0; level < levels; level++) {
      const slotTicks = 1 << (level * levelBits);
      const current = Math.floor(this.tick / slotTicks);
      for (let ahead = 1; ahead <= slotsPerLevel; ahead++) {
        const tick = (current + ahead) * slotTicks;
        if (tick >= next) break;
        const slot = this.slots[level * slotsPerLevel + ((current + ahead) & slotMask)]!;
        if (slot.nextEntry !== slot) {
          next = tick;
          break;
        }
      }
    }
    return next;
  }

  private arm(dueTick: number): void {
    if (this.timer !== undefined) this.host.clearTimeout(this.timer);
    const nowMs = this.host.now() - this.originMs;
    const sleepMs = Math.min(Math.max(Math.ceil(dueTick - nowMs), 1), maxSleepMs);
    this.timerTick = Math.min(dueTick, Math.floor(nowMs) + maxSleepMs);
    this.timer = this.host.setTimeout(this.onTimer, sleepMs);
  }
}
