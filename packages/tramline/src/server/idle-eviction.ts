import {
  type ConnectionRing,
  ConnectionsByAddress,
  type CountedConnection,
} from "./connections-by-address.ts";
import { type CarryingConnection, Stillness } from "./stillness.ts";

/** A connection, as {@link IdleEviction} sees it. */
export interface EvictableConnection extends CountedConnection, CarryingConnection {
  readonly openStreams: number;
  /** Whether the client has made a call on it. */
  readonly hadCall: boolean;
  /** When it was accepted, by the clock of the {@link IdleEviction}. */
  readonly acceptedAtMs: number;
  /** Ends it in an orderly way: a client that still wants it connects again. */
  evict(): void;
}

/** Connections are evicted from this part of `maxConnections` on, which keeps room for new ones. */
const FULL_PART = 15 / 16;
/** A connection has so long for its first call before it counts as unused. */
const FIRST_CALL_MS = 1000;
/** From this part of `maxConnections` on, a connection counts as unused at once. */
const NO_TIME_PART = 31 / 32;
/** How many connections are looked at for each new one. */
const LOOKS = 64;

/**
 * Makes room when a server is nearly full: for each new connection it closes one that is not used, above
 * all one that never carried a call. Clients that open connections and leave them could otherwise lock
 * all others out. Where one address has many connections, only those of the address with most of them
 * are closed.
 */
export class IdleEviction<C extends EvictableConnection> {
  private readonly all: ConnectionRing<C>;
  private readonly byAddress: ConnectionsByAddress<C>;
  private readonly stillness: Stillness<C>;
  private readonly maxConnections: number;
  private readonly fullAt: number;
  private readonly noTimeAt: number;
  private readonly now: () => number;

  /**
   * @param all those of the server
   * @param now a monotonic clock in milliseconds
   */
  constructor(all: ConnectionRing<C>, maxConnections: number, now: () => number) {
    this.all = all;
    this.byAddress = new ConnectionsByAddress(maxConnections);
    this.stillness = new Stillness(now);
    this.maxConnections = maxConnections;
    this.fullAt = Math.max(Math.floor(maxConnections * FULL_PART), 1);
    this.noTimeAt = Math.max(Math.floor(maxConnections * NO_TIME_PART), 1);
    this.now = now;
  }

  /**
   * A connection has been added. Evicts another one if the server is nearly full and one is idle.
   *
   * @returns whether one was evicted
   */
  onAdded(added: C): boolean {
    this.byAddress.add(added);
    if (this.all.size <= this.fullAt) return false;
    const largest = this.byAddress.largest;
    const idle = this.findIdle(largest ?? this.all, added);
    if (idle !== undefined) idle.evict();
    // Ahead of the need: whether a connection carries anything shows at the second look.
    else if (largest !== undefined) this.findStill(largest);
    return idle !== undefined;
  }

  /** A connection is over. */
  onRemoved(removed: C): void {
    this.byAddress.delete(removed);
    this.stillness.forget(removed);
  }

  /** Whether no other address has more connections than this one, which has many. */
  isLargest(account: object): boolean {
    const { largest } = this.byAddress;
    return largest !== undefined && this.byAddress.of(account)?.size === largest.size;
  }

  /**
   * Finds the connection that gives way when all places are taken, also one with open streams: of the
   * address with most connections, one that carries nothing; the newest if more than half of all are of
   * that address.
   *
   * @param account that of the address that needs the place
   * @returns undefined if there is none, or the address itself has most connections
   */
  findForOther(
    account: object,
  ): { readonly connection: C; readonly ofAddress: number } | undefined {
    const { largest } = this.byAddress;
    if (largest === undefined || this.isLargest(account)) return undefined;
    const connection =
      this.findStill(largest) ??
      (largest.size > this.maxConnections / 2 ? [...largest].at(-1) : undefined);
    return connection && { connection, ofAddress: largest.size };
  }

  private findStill(largest: ConnectionRing<C>): C | undefined {
    return this.stillness.look(largest, (one) => this.byAddress.of(one.account) === largest);
  }

  private findIdle(among: ConnectionRing<C>, added: C): C | undefined {
    const latestMs = this.now() - FIRST_CALL_MS;
    let idle: C | undefined;
    for (let i = 0; i < Math.min(LOOKS, among.size); i++) {
      const one = among.next();
      if (one === undefined || one === added || one.openStreams > 0) continue;
      if (!one.hadCall && one.acceptedAtMs > latestMs) continue;
      if (!one.hadCall) return one;
      idle ??= one;
    }
    if (this.all.size > this.noTimeAt) idle ??= oldestUnused(among, added);
    return idle;
  }
}

/** Of those that came at about the same time, honest ones have had their call sooner. */
function oldestUnused<C extends EvictableConnection>(
  among: ConnectionRing<C>,
  added: C,
): C | undefined {
  let looks = LOOKS;
  for (const one of among) {
    if (one !== added && one.openStreams === 0) return one;
    looks -= 1;
    if (looks === 0) break;
  }
  return undefined;
}
