/** A connection that counts for its remote address. */
export interface CountedConnection {
  /** The account of its remote address: the same object for all connections that count as one client's. */
  readonly account: object;
}

/** An address has many connections from this part of `maxConnections` on. */
const MANY_PART = 1 / 64;
/** At least so many are "many", unless a quarter of all is fewer. */
const LEAST_MANY = 4;
/** Fewer are never "many": each client needs one connection. */
const NEVER_MANY = 2;

/** Returns the number of connections from which on an address has many. */
function manyOf(maxConnections: number): number {
  const least = Math.max(Math.min(LEAST_MANY, Math.ceil(maxConnections / 4)), NEVER_MANY);
  return Math.max(Math.ceil(maxConnections * MANY_PART), least);
}

/** Connections in the order in which they came, to be looked at in turn. */
export class ConnectionRing<C> {
  private readonly connections: Set<C>;
  private place: IterableIterator<C>;

  constructor() {
    this.connections = new Set();
    // A Set's iterator follows what comes and goes.
    this.place = this.connections.values();
  }

  get size(): number {
    return this.connections.size;
  }

  /** From the oldest on. */
  [Symbol.iterator](): IterableIterator<C> {
    return this.connections.values();
  }

  add(connection: C): void {
    this.connections.add(connection);
  }

  delete(connection: C): void {
    this.connections.delete(connection);
  }

  /** Returns one after another, and begins again after the last. */
  next(): C | undefined {
    const { value, done } = this.place.next() as IteratorResult<C, undefined>;
    if (done !== true) return value;
    this.place = this.connections.values();
    return (this.place.next() as IteratorResult<C, undefined>).value;
  }
}

/** The connections of a server by their remote address. Finds the address with most of them. */
export class ConnectionsByAddress<C extends CountedConnection> {
  private readonly all: Map<object, ConnectionRing<C>>;
  /** Addresses with many connections: no more than 64, which can be looked through. */
  private readonly large: Set<ConnectionRing<C>>;
  private readonly many: number;

  constructor(maxConnections: number) {
    this.all = new Map();
    this.large = new Set();
    this.many = manyOf(maxConnections);
  }

  /** The address with most connections; undefined if none has many. */
  get largest(): ConnectionRing<C> | undefined {
    let largest: ConnectionRing<C> | undefined;
    for (const one of this.large) {
      if (largest === undefined || one.size > largest.size) largest = one;
    }
    return largest;
  }

  of(account: object): ConnectionRing<C> | undefined {
    return this.all.get(account);
  }

  add(connection: C): void {
    let own = this.all.get(connection.account);
    if (own === undefined) {
      own = new ConnectionRing();
      this.all.set(connection.account, own);
    }
    own.add(connection);
    if (own.size >= this.many) this.large.add(own);
  }

  delete(connection: C): void {
    const own = this.all.get(connection.account);
    if (own === undefined) return;
    own.delete(connection);
    if (own.size < this.many) this.large.delete(own);
    if (own.size === 0) this.all.delete(connection.account);
  }
}
