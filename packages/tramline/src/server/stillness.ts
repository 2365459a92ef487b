/** A connection whose traffic can be watched. */
export interface CarryingConnection {
  /** Bytes that it has received and sent. */
  readonly transferredBytes: number;
}

/** A look at a connection. */
interface Sighting {
  readonly transferredBytes: number;
  readonly atMs: number;
}

/** Connections to look at, one after another. */
interface Source<C> {
  readonly size: number;
  next(): C | undefined;
}

/** How many connections are watched at a time. */
const MOST_WATCHED = 64;
/** A connection that has carried nothing for so long makes no progress. */
const STILL_MS = 1000;

/**
 * Finds connections that carry nothing, by looking at them twice. What it knows is that of a few: it
 * costs nothing on the way of bytes, and nothing at all before a server is full.
 */
export class Stillness<C extends CarryingConnection> {
  private readonly watched: Map<C, Sighting>;
  private readonly now: () => number;

  /** @param now a monotonic clock in milliseconds */
  constructor(now: () => number) {
    this.watched = new Map();
    this.now = now;
  }

  /** A connection is over. */
  forget(connection: C): void {
    this.watched.delete(connection);
  }

  /**
   * Looks at the connections watched, and takes up others from `source` for those that carry something.
   *
   * @param isMeant whether a connection is one of `source`
   * @returns one that has carried nothing for a second, if there is one
   */
  look(source: Source<C>, isMeant: (connection: C) => boolean): C | undefined {
    const { watched } = this;
    const nowMs = this.now();
    for (const [one, { transferredBytes, atMs }] of watched) {
      if (one.transferredBytes !== transferredBytes || !isMeant(one)) watched.delete(one);
      else if (nowMs - atMs >= STILL_MS) return one;
    }
    const most = Math.min(MOST_WATCHED, source.size);
    for (let looks = most; looks > 0 && watched.size < most; looks--) {
      const one = source.next();
      if (one === undefined) break;
      if (watched.has(one)) continue;
      watched.set(one, { transferredBytes: one.transferredBytes, atMs: nowMs });
    }
    return undefined;
  }
}
