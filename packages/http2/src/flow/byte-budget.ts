import type { Timers } from "../timers.ts";

/** Beyond this part of a budget windows stop growing and credit is given sparingly. */
export const TIGHT_PART = 0.5;
/** So much of a budget may be promised to large messages. The rest is for what comes unasked. */
export const PROMISED_PART = 0.6;
/** A budget is at least so many times the largest message. */
const MESSAGES_IN_BUDGET = 1.5;
/** So many shares that have no stream to cut are passed over. */
const MOST_PASSED = 8;
/** A large message that waits looks so often for others that make no progress. */
const TICK_MS = 1000;

/** The names of the two budgets, as in `Limits`. */
export type HeldLimit = "maxHeldBytes" | "maxHeldBytesPerConnection";

/** The bytes that are held for one remote address, whose connections share it. */
export interface HeldAccount {
  heldBytes: number;
}

/** A connection's share, as its budget sees it; see `BudgetShare`. */
export interface BudgetMember {
  /** Bytes that the connection holds, those of large messages with a reservation left out. */
  readonly exposedBytes: number;
  /** The account of the connection's address. */
  readonly account: HeldAccount;
  /** In the list of shares that wait for the budget. */
  isEnlisted: boolean;
  /** Whether a large message waits. */
  readonly hasWaiting: boolean;
  /** Whether the large message whose turn it is has room in the connection's own budget. */
  readonly nextMessageFits: boolean;
  /** Bytes of the large message whose turn it is; 0 when none waits. */
  readonly nextMessageBytes: number;
  /** Lets that message in. */
  admitOne(): void;
  /** Lets messages in as far as there is room; `behindOthers` enlists the share instead. */
  admit(behindOthers: boolean): void;
  /** Takes the reservation from messages that come too slowly. */
  dropStalledReservations(): void;
  /** Cuts the newest stream that holds bytes. Returns false when there is none. */
  cutNewest(limit: HeldLimit): boolean;
}

/**
 * The bytes that a server, or a lone connection, holds for its peers: bodies that arrived and are not
 * consumed, and output that cannot leave. Each connection has a `BudgetShare` of it.
 *
 * From half of the budget on, windows stop growing and credit is given sparingly; messages larger than a
 * window are let in one after another. When the budget is exceeded, the newest streams are cut of the
 * address for which most is held: of its connection that holds most.
 */
export class ByteBudget {
  // Not shown by inspection: requests with secrets hang on them.
  private limit: number;
  readonly #shares: Set<BudgetMember>;
  private readonly timers: Timers | undefined;
  /** Shares with a large message that waits for this budget, in the order of their turns. */
  #waiting: BudgetMember[];
  private isTicking: boolean;
  /** Bytes held, of all shares. */
  heldBytes: number;
  /** Bytes that large messages may still send, of all shares. */
  reservedBytes: number;
  /** How many large messages have a reservation. */
  reservations: number;

  /**
   * @param maxBytes the budget; it grows to fit a message that is allowed to be larger
   * @param timers notice large messages that make no progress while others wait for them; without
   * timers they are waited for
   */
  constructor(maxBytes: number, timers?: Timers) {
    this.limit = maxBytes;
    this.#shares = new Set();
    this.timers = timers;
    this.#waiting = [];
    this.isTicking = false;
    this.heldBytes = 0;
    this.reservedBytes = 0;
    this.reservations = 0;
  }

  /** The budget in bytes. */
  get maxBytes(): number {
    return this.limit;
  }

  /** Whether so much is held that nothing should be requested ahead of need. */
  get isTight(): boolean {
    return this.heldBytes > this.limit * TIGHT_PART;
  }

  /** Whether so much is held that streams must be cut. */
  get isExceeded(): boolean {
    return this.heldBytes > this.limit;
  }

  /** Adds a connection's share. @internal */
  join(share: BudgetMember): void {
    this.#shares.add(share);
  }

  /** Takes out the share of a connection that has ended. @internal */
  leave(share: BudgetMember): void {
    this.#shares.delete(share);
  }

  /** Cuts streams while the budget is exceeded, as long as any can be. */
  relieve(): void {
    while (this.isExceeded) {
      if (!this.cutOne()) break;
    }
    // Messages that stand still lose their reservations, and with them what keeps them from being cut.
    if (this.isExceeded || this.reservations > 0) this.startTicking();
  }

  /** Cuts the newest stream of the share that holds most. Where it has none, another share loses one. */
  private cutOne(): boolean {
    const passed = new Set<BudgetMember>();
    while (passed.size < MOST_PASSED) {
      const share = this.heaviest(passed);
      if (share === undefined) return false;
      if (share.cutNewest("maxHeldBytes")) return true;
      passed.add(share);
    }
    return false;
  }

  /** The share that holds most, of the address that holds most. Undefined when none can be cut. */
  private heaviest(passed: ReadonlySet<BudgetMember>): BudgetMember | undefined {
    let most: BudgetMember | undefined;
    for (const share of this.#shares) {
      if (share.exposedBytes === 0 || passed.has(share)) continue;
      if (most === undefined || outweighs(share, most)) most = share;
    }
    return most;
  }

  // --- large messages --------------------------------------------------------------------------

  /** Raises the budget where it could not hold one message of `bytes`. */
  fitTo(bytes: number): void {
    this.limit = fitted(this.limit, bytes);
  }

  /** Whether a large message of `bytes` may be let in. One at a time always may. */
  hasRoomFor(bytes: number): boolean {
    const planned = this.heldBytes + this.reservedBytes + bytes;
    return this.reservations === 0 || planned <= this.limit * PROMISED_PART;
  }

  /** Remembers a share whose next large message found no room. @internal */
  enlist(share: BudgetMember): void {
    if (share.isEnlisted) return;
    share.isEnlisted = true;
    this.#waiting.push(share);
  }

  /** Lets large messages in, one of a share in turn, as far as there is room. Call it after a release. */
  settle(): void {
    while (this.#waiting.length > 0) {
      const share = this.#waiting[0] as BudgetMember;
      if (share.nextMessageFits && !this.hasRoomFor(share.nextMessageBytes)) return;
      this.#waiting.shift();
      share.isEnlisted = false;
      if (share.nextMessageFits) share.admitOne();
      // The rest of this share waits behind the others.
      share.admit(this.#waiting.length > 0);
    }
  }

  /** Whether any share waits for this budget. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** A large message waits, of whichever share: from now on those that stand still are looked for. */
  startTicking(): void {
    if (this.isTicking || this.timers === undefined) return;
    this.isTicking = true;
    this.timers.schedule(() => this.tick(), TICK_MS);
  }

  private tick(): void {
    this.isTicking = false;
    let isAwaited = this.isTight && this.reservations > 0;
    for (const share of this.#shares) share.dropStalledReservations();
    while (this.isExceeded && this.cutOne());
    for (const share of this.#shares) share.admit(this.#waiting.length > 0);
    this.settle();
    for (const share of this.#shares) isAwaited ||= share.hasWaiting;
    if (isAwaited) this.startTicking();
  }
}

function outweighs(one: BudgetMember, other: BudgetMember): boolean {
  const { account } = one;
  if (account === other.account) return one.exposedBytes > other.exposedBytes;
  const difference = account.heldBytes - other.account.heldBytes;
  return difference > 0 || (difference === 0 && one.exposedBytes > other.exposedBytes);
}

/** A budget of `limit` bytes, or a larger one that fits a message of `bytes`. */
export function fitted(limit: number, bytes: number): number {
  return Math.max(limit, bytes * MESSAGES_IN_BUDGET);
}
