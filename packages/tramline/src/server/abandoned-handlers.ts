/** The handlers that a remote address has abandoned, as far as they count for {@link AbandonedHandlers}. */
export interface HandlerAccount {
  /** Handlers of ended calls of this address that run on. */
  abandonedHandlers: number;
  /** The address's allowance of resets; undefined where there is none for the address. */
  readonly resets?: { drain(now: () => number, amount: number): void };
}

/** A connection's record, as far as it counts for {@link AbandonedHandlers}. */
export interface HandlerRecord {
  /** The account of its remote address. */
  readonly account: HandlerAccount;
  /** Handlers of ended calls of this connection that run on. */
  abandoned: number;
  /** Whether a call of this connection has ended by what its handler said. */
  isProven: boolean;
}

/** A connection of an address that abandons too many handlers may have so many calls and handlers, at most. */
const MOST_FEW = 16;
/** From this part of the limit on, what an address abandons draws on its allowance of resets. */
const MANY_PART = 1 / 8;

/**
 * Counts the handlers of a server that run on although their calls have ended. A client that opens
 * calls and gives them up would otherwise have any number of them run, also over one connection after
 * another.
 *
 * At the limit, the addresses that have abandoned more than their share of it may have only a few calls
 * on each connection; honest clients of the same address, which have few calls at a time, go on. All
 * others have theirs as before, up to twice the limit; up to four times, where the address has abandoned
 * nothing and a call of the connection has ended in order. From there on only these open calls, a few.
 */
export class AbandonedHandlers {
  /** The limit. */
  readonly max: number;
  private readonly few: number;
  private readonly now: () => number;
  private total: number;
  /** Addresses of which handlers run on. */
  private accounts: number;

  /** @param now a monotonic clock in milliseconds */
  constructor(max: number, now: () => number) {
    this.max = max;
    this.few = Math.min(Math.ceil(max / 256), MOST_FEW);
    this.now = now;
    this.total = 0;
    this.accounts = 0;
  }

  /** How many run on. */
  get running(): number {
    return this.total;
  }

  /**
   * Whether a connection with this record may open a call.
   *
   * @param calls its calls under way, the new one included
   */
  permits(record: HandlerRecord, calls: number): boolean {
    const { total, max } = this;
    if (total < max) return true;
    const { abandonedHandlers } = record.account;
    const isHonest = abandonedHandlers === 0 && record.isProven;
    const isWithinShare = abandonedHandlers * this.accounts < max;
    if (total < max * (isHonest ? 4 : 2) && isWithinShare) return true;
    return (isHonest || total < max * 4) && calls + record.abandoned <= this.few;
  }

  /** A handler runs on after its call (1), or such a handler has ended (-1). */
  change(record: HandlerRecord, by: 1 | -1): void {
    const { account } = record;
    record.abandoned += by;
    this.total += by;
    account.abandonedHandlers += by;
    if (by === -1) {
      if (account.abandonedHandlers === 0) this.accounts -= 1;
      return;
    }
    if (account.abandonedHandlers === 1) this.accounts += 1;
    // Those of a connection that is gone count too: leaving costs as much as resetting each call.
    if (account.abandonedHandlers > this.max * MANY_PART) account.resets?.drain(this.now, 1);
  }
}
