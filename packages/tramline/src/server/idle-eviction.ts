/** A connection, as {@link IdleEviction} sees it. */
export interface EvictableConnection {
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
 * all others out.
 */
export class IdleEviction<C extends EvictableConnection> {
  private readonly connections: Set<C>;
  private readonly fullAt: number;
  private readonly noTimeAt: number;
  private readonly now: () => number;
  /** Where the last look ended: a Set's iterator follows what comes and goes. */
  private place: IterableIterator<C>;

  /**
   * @param connections those of the server, of which the set is kept by the server
   * @param now a monotonic clock in milliseconds
   */
  constructor(connections: Set<C>, maxConnections: number, now: () => number) {
    this.connections = connections;
    this.fullAt = Math.max(Math.floor(maxConnections * FULL_PART), 1);
    this.noTimeAt = Math.max(Math.floor(maxConnections * NO_TIME_PART), 1);
    this.now = now;
    this.place = connections.values();
  }

  /**
   * A connection has been added. Evicts another one if the server is nearly full and one is idle.
   *
   * @returns whether one was evicted
   */
  onAdded(added: C): boolean {
    if (this.connections.size <= this.fullAt) return false;
    const latestMs = this.now() - FIRST_CALL_MS;
    let idle: C | undefined;
    for (let i = 0; i < Math.min(LOOKS, this.connections.size); i++) {
      const one = this.next();
      if (one === undefined || one === added || one.openStreams > 0) continue;
      if (!one.hadCall && one.acceptedAtMs > latestMs) continue;
      if (!one.hadCall) {
        one.evict();
        return true;
      }
      idle ??= one;
    }
    if (this.connections.size > this.noTimeAt) idle ??= this.oldestUnused(added);
    idle?.evict();
    return idle !== undefined;
  }

  /** Of those that came at about the same time, honest ones have had their call sooner. */
  private oldestUnused(added: C): C | undefined {
    let looks = LOOKS;
    for (const one of this.connections) {
      if (one !== added && one.openStreams === 0) return one;
      looks -= 1;
      if (looks === 0) break;
    }
    return undefined;
  }

  private next(): C | undefined {
    const { value, done } = this.place.next() as IteratorResult<C, undefined>;
    if (done !== true) return value;
    this.place = this.connections.values();
    return (this.place.next() as IteratorResult<C, undefined>).value;
  }
}
