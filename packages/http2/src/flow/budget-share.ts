import {
  type BudgetMember,
  type ByteBudget,
  fitted,
  type HeldAccount,
  type HeldLimit,
  PROMISED_PART,
  TIGHT_PART,
} from "./byte-budget.ts";
import type { LargeMessage } from "./large-message.ts";

/** Cuts streams when too much is held. */
export interface StreamCutter {
  /**
   * Resets the newest stream that holds bytes, and tells its handler. Returns false when there is none.
   *
   * @param limit the budget that is exceeded
   */
  cutNewest(limit: HeldLimit): boolean;
  /** A message came so slowly that it lost its reservation, and the next ones of the peer wait. */
  onSlowMessage(bytesToCome: number): void;
}

/**
 * One connection's share of a {@link ByteBudget}, and its large messages: those that may come in
 * (each with a reservation of the bytes that are still to come), and those that wait, first come, first served.
 */
export class BudgetShare implements BudgetMember {
  readonly budget: ByteBudget;
  readonly account: HeldAccount;
  private limit: number;
  private readonly cutter: StreamCutter;
  /** Bytes of received bodies that are not consumed. */
  receivedBytes: number;
  /** Bytes of output that cannot leave. */
  queuedBytes: number;
  /** Bytes that large messages may still send. */
  reservedBytes: number;
  /** Bytes that have arrived of large messages with a reservation. */
  private shieldedBytes: number;
  /** In the list of shares that wait for the budget. */
  isEnlisted: boolean;
  private readonly admitted: LargeMessage[];
  private readonly waiting: LargeMessage[];
  /**
   * A message has lost its reservation, and none with one has come whole since: the peer gets one
   * reservation at a time.
   */
  private isSlow: boolean;
  private isClosed: boolean;

  /**
   * @param maxBytes the budget of this connection alone
   * @param account what the connection shares with others of its address; undefined for one of its own
   */
  constructor(
    budget: ByteBudget,
    maxBytes: number,
    cutter: StreamCutter,
    account: HeldAccount | undefined,
  ) {
    this.budget = budget;
    this.account = account ?? { heldBytes: 0 };
    this.limit = maxBytes;
    this.cutter = cutter;
    this.receivedBytes = 0;
    this.queuedBytes = 0;
    this.reservedBytes = 0;
    this.shieldedBytes = 0;
    this.isEnlisted = false;
    this.admitted = [];
    this.waiting = [];
    this.isSlow = false;
    this.isClosed = false;
    budget.join(this);
  }

  /** The budget of this connection alone, in bytes. */
  get maxBytes(): number {
    return this.limit;
  }

  get heldBytes(): number {
    return this.receivedBytes + this.queuedBytes;
  }

  get exposedBytes(): number {
    return this.heldBytes - this.shieldedBytes;
  }

  /** Whether so much is held, here or in all, that nothing should be requested ahead of need. */
  get isTight(): boolean {
    return this.receivedBytes > this.limit * TIGHT_PART || this.budget.isTight;
  }

  /** Whether more output waits than the budget allows: the peer does not read it. */
  get isOutputFull(): boolean {
    return (
      this.queuedBytes > this.limit || (this.queuedBytes > this.limit / 4 && this.budget.isTight)
    );
  }

  /** Cuts streams while the budget of this connection, or that of all, is exceeded. */
  relieve(): void {
    while (this.receivedBytes > this.limit) {
      if (!this.cutNewest("maxHeldBytesPerConnection")) break;
    }
    if (this.budget.isExceeded) this.budget.relieve();
  }

  cutNewest(limit: HeldLimit): boolean {
    return this.cutter.cutNewest(limit);
  }

  // --- counting --------------------------------------------------------------------------------

  receive(bytes: number): void {
    if (this.isClosed) return;
    this.receivedBytes += bytes;
    this.account.heldBytes += bytes;
    this.budget.heldBytes += bytes;
  }

  consume(bytes: number): void {
    if (this.isClosed) return;
    this.receivedBytes -= bytes;
    this.account.heldBytes -= bytes;
    this.budget.heldBytes -= bytes;
    this.settleIfAwaited();
  }

  queue(bytes: number): void {
    if (this.isClosed) return;
    this.queuedBytes += bytes;
    this.account.heldBytes += bytes;
    this.budget.heldBytes += bytes;
  }

  unqueue(bytes: number): void {
    if (this.isClosed) return;
    this.queuedBytes -= bytes;
    this.account.heldBytes -= bytes;
    this.budget.heldBytes -= bytes;
    this.settleIfAwaited();
  }

  /**
   * The connection is over: gives back whatever is still counted. From then on nothing is, though bytes may
   * still be written: nobody would give them back.
   */
  close(): void {
    for (const message of [...this.admitted, ...this.waiting]) this.forget(message);
    this.budget.heldBytes -= this.heldBytes;
    this.account.heldBytes -= this.heldBytes;
    this.receivedBytes = 0;
    this.queuedBytes = 0;
    this.isClosed = true;
    this.budget.leave(this);
    this.budget.settle();
  }

  // --- large messages --------------------------------------------------------------------------

  /** Lets a large message in now if there is room, else in its turn. */
  request(message: LargeMessage): void {
    this.limit = fitted(this.limit, message.bytesToCome);
    this.budget.fitTo(message.bytesToCome);
    this.waiting.push(message);
    this.admit(this.budget.isAwaited);
    if (this.waiting.includes(message)) this.budget.startTicking();
  }

  /**
   * Bytes that a reader could take. Those of a message that is not whole are not among them, as far as it
   * is known: while a large one is under way, none are counted.
   */
  get unreadBytes(): number {
    return this.admitted.length > 0 ? 0 : this.receivedBytes;
  }

  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Whether the large message whose turn it is has room in this connection's own budget. */
  get nextMessageFits(): boolean {
    const message = this.waiting[0];
    if (message === undefined) return false;
    if (this.isSlow && this.reservedBytes > 0) return false;
    const planned = this.receivedBytes + this.reservedBytes + message.bytesToCome;
    return this.reservedBytes === 0 || planned <= this.limit * PROMISED_PART;
  }

  /** Bytes of the large message whose turn it is; 0 when none waits. */
  get nextMessageBytes(): number {
    return this.waiting[0]?.bytesToCome ?? 0;
  }

  /**
   * Lets large messages in as far as there is room.
   *
   * @param behindOthers other connections wait: this one takes its place at the end
   */
  admit(behindOthers: boolean): void {
    while (this.nextMessageFits) {
      if (behindOthers || !this.budget.hasRoomFor(this.nextMessageBytes)) {
        this.budget.enlist(this);
        return;
      }
      this.admitOne();
    }
  }

  /** Lets the large message in whose turn it is. */
  admitOne(): void {
    const message = this.waiting[0];
    if (message === undefined) return;
    this.waiting.shift();
    this.admitted.push(message);
    message.isReserved = true;
    this.reservedBytes += message.bytesToCome;
    this.budget.reservedBytes += message.bytesToCome;
    this.budget.reservations += 1;
    message.open();
  }

  /** Bytes of a large message have arrived. */
  arrive(message: LargeMessage, bytes: number): void {
    const arrived = Math.min(bytes, message.bytesToCome);
    message.bytesToCome -= arrived;
    message.movedBytes += arrived;
    if (message.isReserved) {
      this.reservedBytes -= arrived;
      this.budget.reservedBytes -= arrived;
      message.shieldedBytes += arrived;
      this.shieldedBytes += arrived;
    }
    if (message.bytesToCome > 0) return;
    if (message.isReserved) this.isSlow = false;
    this.forget(message);
  }

  /** A large message is whole, or its stream has ended. */
  forget(message: LargeMessage): void {
    this.unreserve(message);
    removeFrom(this.admitted, message);
    removeFrom(this.waiting, message);
    message.isOver = true;
  }

  /**
   * Takes the reservation from messages that come too slowly, so that they hold nobody back. Their
   * windows stay open.
   */
  dropStalledReservations(): void {
    for (const message of this.admitted) {
      if (!message.takesItsTime() || !message.isReserved) continue;
      this.unreserve(message);
      this.isSlow = true;
      this.cutter.onSlowMessage(message.bytesToCome);
    }
  }

  private unreserve(message: LargeMessage): void {
    if (!message.isReserved) return;
    message.isReserved = false;
    this.reservedBytes -= message.bytesToCome;
    this.budget.reservedBytes -= message.bytesToCome;
    this.budget.reservations -= 1;
    this.shieldedBytes -= message.shieldedBytes;
    message.shieldedBytes = 0;
  }

  /** Lets messages in for which there is room now. */
  settleIfAwaited(): void {
    if (this.waiting.length === 0 && !this.budget.isAwaited) return;
    this.admit(this.budget.isAwaited);
    this.budget.settle();
  }
}

function removeFrom(messages: LargeMessage[], message: LargeMessage): void {
  const at = messages.indexOf(message);
  if (at >= 0) messages.splice(at, 1);
}
