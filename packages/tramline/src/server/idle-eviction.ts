/** A connection, as {@link IdleEviction} sees it. */
export interface EvictableConnection {
  readonly openStreams: number;
  /** Whether the client has made a call on it. */
  readonly hadCall: boolean;
  /** Ends it in an orderly way: a client that still wants it connects again. */
  evict(): void;
}

/** Connections are evicted from this part of `maxConnections` on, which keeps room for new ones. */
const FULL_PART = 15 / 16;
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
  /** Where the last look ended: a Set's iterator follows what comes and goes. */
  private place: IterableIterator<C>;

  /** @param connections those of the server, of which the set is kept by the server */
  constructor(connections: Set<C>, maxConnections: number) {
    this.connections = connections;
    this.fullAt = Math.max(Math.floor(maxConnections * FULL_PART), 1);
    this.place = connections.values();
  }

  /**
   * A connection has been added. Evicts another one if the server is nearly full and one is idle.
   *
   * @returns whether one was evicted
   */
  onAdded(added: C): boolean {
    if (this.connections.size <= this.fullAt) return false;
    let idle: C | undefined;
    for (let i = 0; i < Math.min(LOOKS, this.connections.size); i++) {
      const one = this.next();
      if (one === undefined || one === added || one.openStreams > 0) continue;
      if (!one.hadCall) {
        one.evict();
        return true;
      }
      idle ??= one;
    }
    idle?.evict();
    return idle !== undefined;
  }

  private next(): C | undefined {
    const { value, done } = this.place.next() as IteratorResult<C, undefined>;
    if (done !== true) return value;
    this.place = this.connections.values();
    return (this.place.next() as IteratorResult<C, undefined>).value;
  }
}
