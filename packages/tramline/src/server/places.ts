import type { Socket } from "node:net";
import type { Allowance, AllowanceTable, LimitEvent } from "@tramline/http2";
import { type Arrival, Arrivals } from "./arrivals.ts";
import { ConnectionRing } from "./connections-by-address.ts";
import { type EvictableConnection, IdleEviction } from "./idle-eviction.ts";
import { peerOf } from "./peer.ts";

export const DEFAULT_MAX_CONNECTIONS = 10_000;

/** A connection that takes a place. */
export interface PlacedConnection extends EvictableConnection {
  readonly peer: string;
}

/** How {@link Places} are made. */
export interface PlacesOptions {
  readonly maxConnections: number;
  /** The accounts of remote addresses; undefined: all count as one. */
  readonly allowances: AllowanceTable | undefined;
  readonly onLimit: (event: LimitEvent, peer: string) => void;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

/** All arrivals count for this one where addresses do not count. */
const EVERYBODY = {};

/**
 * The places of a server, `maxConnections` in number. A connection keeps its place as
 * {@link IdleEviction} says. A socket that is not through its handshakes holds one as long as nobody
 * else needs it: sockets that never finish would otherwise lock all clients out.
 */
export class Places<C extends PlacedConnection> {
  readonly maxConnections: number;
  private readonly allowances: AllowanceTable | undefined;
  private readonly onLimit: (event: LimitEvent, peer: string) => void;
  private readonly now: () => number;
  private readonly arrivals: Arrivals;
  private readonly settled: ConnectionRing<C>;
  private readonly eviction: IdleEviction<C>;

  constructor(options: PlacesOptions) {
    this.maxConnections = options.maxConnections;
    this.allowances = options.allowances;
    this.onLimit = options.onLimit;
    this.now = options.now;
    this.arrivals = new Arrivals();
    this.settled = new ConnectionRing();
    this.eviction = new IdleEviction(this.settled, this.maxConnections, this.now);
  }

  /**
   * A socket has been accepted. When all places are taken, another arrival gives way, or a connection
   * of the address with most of them.
   *
   * @param giveWay ends the socket
   * @returns undefined if there is no place; the socket has been destroyed
   */
  arrive(socket: Socket, giveWay: () => void): Arrival | undefined {
    const { remoteAddress } = socket;
    const account = this.allowances?.of(remoteAddress);
    // A trusted proxy's connections count one by one.
    const key = account ?? (this.allowances === undefined ? EVERYBODY : {});
    const arrival = this.arrivals.add(key, () => {
      this.report(
        `${this.maxConnections} connections are open: an unfinished one is closed`,
        socket,
      );
      account?.failHandshake(this.now());
      giveWay();
    });
    if (this.size <= this.maxConnections || this.makeRoom(arrival, key)) return arrival;
    this.arrivals.remove(arrival);
    this.report(`${this.maxConnections} connections are open`, socket);
    socket.destroy();
    return undefined;
  }

  /** The client of an arrival has sent all that a client sends first. */
  speak(arrival: Arrival): void {
    this.arrivals.speak(arrival);
  }

  /** An arrival is through, or gone. */
  leave(arrival: Arrival): void {
    this.arrivals.remove(arrival);
  }

  /** A client has been through all handshakes. When nearly all places are taken, an idle one is closed. */
  settle(connection: C): void {
    this.settled.add(connection);
    if (!this.eviction.onAdded(connection)) return;
    const detail = `nearly all of ${this.maxConnections} connections are open: an idle one is closed`;
    this.onLimit({ limit: "maxConnections", action: "throttled", detail }, connection.peer);
  }

  /** A connection is over. */
  end(connection: C): void {
    this.settled.delete(connection);
    this.eviction.onRemoved(connection);
  }

  /** Whether so many are taken that handshakes must not cost more than they have to. */
  get isCrowded(): boolean {
    return this.size > this.maxConnections / 2;
  }

  /** A TLS handshake has failed. */
  failHandshake(remoteAddress: string | undefined): void {
    this.accountOf(remoteAddress)?.failHandshake(this.now());
  }

  /** Returns how long the next handshake of an address waits, in milliseconds, and reports that it does. */
  handshakeWaitMs(socket: Socket): number {
    const waitMs = this.accountOf(socket.remoteAddress)?.handshakeWaitMs(this.now()) ?? 0;
    if (waitMs > 0) {
      const detail = "many handshakes of the client's address have failed: its next ones wait";
      const event = { limit: "connectionBurst", action: "throttled", detail } as const;
      this.onLimit(event, peerOf(socket));
    }
    return waitMs;
  }

  private makeRoom(arrival: Arrival, account: object): boolean {
    // Many arrivals of an address are a flood. A single one has a client that means to come in.
    if (this.arrivals.most > 1 && this.arrivals.makeRoom(arrival)) return true;
    const found = this.eviction.findForOther(account);
    if (found !== undefined) {
      const { connection, ofAddress } = found;
      const detail = `${this.maxConnections} connections are open, ${ofAddress} of them from this address: one is closed`;
      const event = { limit: "maxConnections", action: "closed-connection", detail } as const;
      this.onLimit(event, connection.peer);
      this.end(connection);
      connection.evict();
      return true;
    }
    return !this.eviction.isLargest(account) && this.arrivals.makeRoom(arrival);
  }

  private get size(): number {
    return this.arrivals.size + this.settled.size;
  }

  private accountOf(remoteAddress: string | undefined): Allowance | undefined {
    return this.allowances?.of(remoteAddress);
  }

  private report(detail: string, socket: Socket): void {
    const event = { limit: "maxConnections", action: "refused-connection", detail } as const;
    this.onLimit(event, peerOf(socket));
  }
}
