/** A socket that is not through its handshakes: TLS's, and HTTP/2's preface and SETTINGS. */
export interface Arrival {
  /** Ends the socket, which has to give way. */
  readonly giveWay: () => void;
}

interface Crowd {
  /** The key of the account. */
  readonly account: object;
  /** Those of which nothing whole has come, in the order in which they arrived. */
  readonly silent: Set<Entry>;
  /** The others, in the order in which they spoke. */
  readonly spoken: Set<Entry>;
}

interface Entry extends Arrival {
  readonly crowd: Crowd;
}

/**
 * The arrivals of a server by the account of their remote address. Finds the one that gives way: the
 * oldest of the account with the most of them, a silent one before one whose client has spoken. All
 * operations take constant time.
 */
export class Arrivals {
  private readonly crowds: Map<object, Crowd>;
  /** The crowds by their size. */
  private readonly bySize: Map<number, Set<Crowd>>;
  private mostSize: number;
  private count: number;

  constructor() {
    this.crowds = new Map();
    this.bySize = new Map();
    this.mostSize = 0;
    this.count = 0;
  }

  /** How many there are. */
  get size(): number {
    return this.count;
  }

  /** How many there are of the account with most of them. */
  get most(): number {
    return this.mostSize;
  }

  /** @param account the same object for all arrivals that count as one client's */
  add(account: object, giveWay: () => void): Arrival {
    let crowd = this.crowds.get(account);
    if (crowd === undefined) {
      crowd = { account, silent: new Set(), spoken: new Set() };
      this.crowds.set(account, crowd);
    }
    const arrival: Entry = { crowd, giveWay };
    crowd.silent.add(arrival);
    this.count += 1;
    this.move(crowd, sizeOf(crowd) - 1);
    return arrival;
  }

  /** The client of an arrival has sent all that a client sends first. */
  speak(arrival: Arrival): void {
    const entry = arrival as Entry;
    if (entry.crowd.silent.delete(entry)) entry.crowd.spoken.add(entry);
  }

  /** An arrival is through, or gone. Does nothing for one that has left. */
  remove(arrival: Arrival): void {
    const entry = arrival as Entry;
    const { crowd } = entry;
    if (!crowd.silent.delete(entry) && !crowd.spoken.delete(entry)) return;
    this.count -= 1;
    this.move(crowd, sizeOf(crowd) + 1);
    if (sizeOf(crowd) === 0) this.crowds.delete(crowd.account);
  }

  /**
   * Ends an arrival to make room for another.
   *
   * @returns whether there was one besides `added`
   */
  makeRoom(added: Arrival): boolean {
    for (const crowd of this.bySize.get(this.mostSize) ?? []) {
      const entry = first(crowd.silent, added) ?? first(crowd.spoken, added);
      // A crowd of `added` alone: the next one has an arrival, too.
      if (entry === undefined) continue;
      this.remove(entry);
      entry.giveWay();
      return true;
    }
    return false;
  }

  /** The size of a crowd has changed by one. */
  private move(crowd: Crowd, from: number): void {
    const before = this.bySize.get(from);
    before?.delete(crowd);
    if (before?.size === 0) this.bySize.delete(from);
    const size = sizeOf(crowd);
    if (size > 0) {
      const same = this.bySize.get(size);
      if (same === undefined) this.bySize.set(size, new Set([crowd]));
      else same.add(crowd);
    }
    if (size > this.mostSize || !this.bySize.has(this.mostSize)) this.mostSize = size;
  }
}

function sizeOf(crowd: Crowd): number {
  return crowd.silent.size + crowd.spoken.size;
}

/** The oldest, `added` left aside. */
function first(entries: Set<Entry>, added: Arrival): Entry | undefined {
  for (const entry of entries) if (entry !== added) return entry;
  return undefined;
}
