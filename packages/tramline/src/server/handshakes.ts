import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Arrival } from "./arrivals.ts";
import type { HandshakeReports } from "./handshake-failure.ts";
import { peerOf } from "./peer.ts";

/** The longest that a timer can be set to. */
export const LONGEST_TIMEOUT_MS = 0x7fff_ffff;

/** While so many handshakes are under way, others wait for their ClientHello before they get an engine. */
const MOST_EAGER = 32;

/** The part of a server's places that TLS handshakes need; see `Places`. */
export interface HandshakePlaces {
  readonly isCrowded: boolean;
  arrive(socket: Socket, giveWay: () => void): Arrival | undefined;
  speak(arrival: Arrival): void;
  leave(arrival: Arrival): void;
  failHandshake(remoteAddress: string | undefined): void;
  handshakeWaitMs(socket: Socket): number;
}

interface Handshake {
  readonly peer: string;
  readonly remoteAddress: string | undefined;
  readonly timer: NodeJS.Timeout;
  readonly arrival: Arrival;
  /** It took too long, or had to give way, and that has been reported. */
  isReported: boolean;
}

interface Finished {
  readonly peer: string;
  readonly remoteAddress: string | undefined;
  /** Nothing is to be said about it: the client has left without having sent a byte, or was reported. */
  readonly isSilent: boolean;
}

/** The sockets whose handshakes are under way, and where they come from. */
export class Handshakes {
  isEnding: boolean;
  private readonly timeoutMs: number;
  private readonly reports: HandshakeReports;
  private readonly places: HandshakePlaces;
  private readonly underWay: Map<Socket, Handshake>;

  constructor(timeoutMs: number, reports: HandshakeReports, places: HandshakePlaces) {
    this.isEnding = false;
    this.timeoutMs = Math.min(timeoutMs, LONGEST_TIMEOUT_MS);
    this.reports = reports;
    this.places = places;
    this.underWay = new Map();
  }

  /** Whether there is room for an engine for each, also for one whose client says nothing. */
  get areFew(): boolean {
    return this.underWay.size <= MOST_EAGER && !this.places.isCrowded;
  }

  /** @returns false if the server has no place for it; the socket has been destroyed */
  start(socket: Socket): boolean {
    const arrival = this.places.arrive(socket, () => this.giveWay(socket));
    if (arrival === undefined) return false;
    const timer = setTimeout(() => this.onTimeout(socket), this.timeoutMs);
    // Read now: an address cannot be had any more once the socket is closed.
    const { remoteAddress } = socket;
    const peer = peerOf(socket);
    this.underWay.set(socket, { peer, remoteAddress, timer, arrival, isReported: false });
    // The client's end, which the other listeners hear of as well.
    socket.on("error", ignore);
    socket.once("close", () => {
      // node:tls may have its say after this.
      setImmediate(() => this.forget(socket));
    });
    return true;
  }

  /** The ClientHello of a socket is there: has its handshake begin, in its turn. */
  speak(socket: Socket, begin: (socket: Socket) => void): void {
    const handshake = this.underWay.get(socket);
    if (handshake === undefined) return;
    this.places.speak(handshake.arrival);
    const waitMs = this.places.handshakeWaitMs(socket);
    if (waitMs === 0) begin(socket);
    else setTimeout(() => socket.destroyed || begin(socket), waitMs);
  }

  /** Forgets the handshake of a TLS socket; undefined when it is not known. */
  finish(socket: TLSSocket): Finished | undefined {
    const raw = this.under(socket);
    return raw === undefined ? undefined : this.forget(raw);
  }

  /** A client has left before its ClientHello was there. */
  leave(socket: Socket): void {
    const left = this.forget(socket);
    if (left === undefined || this.isEnding || left.isSilent) return;
    this.reports.add("ECONNRESET", left.peer);
    this.places.failHandshake(left.remoteAddress);
  }

  private forget(socket: Socket): Finished | undefined {
    const handshake = this.underWay.get(socket);
    if (handshake === undefined) return undefined;
    clearTimeout(handshake.timer);
    this.underWay.delete(socket);
    this.places.leave(handshake.arrival);
    const { peer, remoteAddress, isReported } = handshake;
    const isSilent = isReported || (socket.bytesRead === 0 && socket.destroyed);
    return { peer, remoteAddress, isSilent };
  }

  private onTimeout(socket: Socket): void {
    const handshake = this.underWay.get(socket);
    if (handshake === undefined) return;
    handshake.isReported = true;
    this.reports.add("ERR_TLS_HANDSHAKE_TIMEOUT", handshake.peer);
    this.places.failHandshake(handshake.remoteAddress);
    socket.destroy();
  }

  private giveWay(socket: Socket): void {
    const handshake = this.underWay.get(socket);
    if (handshake !== undefined) handshake.isReported = true;
    socket.destroy();
  }

  end(): void {
    this.isEnding = true;
    for (const socket of this.underWay.keys()) socket.destroy();
  }

  /** The socket that a TLS socket wraps: node:tls does not document where it keeps that. */
  private under(socket: TLSSocket): Socket | undefined {
    const { _parent: parent } = socket as { _parent?: Socket | null };
    if (parent !== undefined && parent !== null && this.underWay.has(parent)) return parent;
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined) return undefined;
    for (const raw of this.underWay.keys()) {
      if (raw.remotePort === remotePort && raw.remoteAddress === remoteAddress) return raw;
    }
    return undefined;
  }
}

function ignore(): void {}
