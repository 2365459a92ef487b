import { StatusError } from "@tramline/rpc";
import { type Address, formatAddress } from "../address.ts";
import type {
  ClientTransport,
  Connector,
  TransportCloseKind,
  TransportListener,
} from "../client-transport.ts";
import { settled } from "./fake-clock.ts";

/** A connection without a socket; the test opens and ends streams on it. */
export class FakeTransport implements ClientTransport {
  readonly address: string;
  readonly closed: Promise<void>;
  activeStreams = 0;
  maxStreams = Number.POSITIVE_INFINITY;
  draining = false;
  /** Takes no stream before `prove` was called. */
  doubted = false;
  isProving = false;
  gone = false;
  private readonly listener: TransportListener;
  private resolveClosed: () => void = () => {};

  constructor(address: string, listener: TransportListener) {
    this.address = address;
    this.listener = listener;
    this.closed = new Promise((resolve) => {
      this.resolveClosed = resolve;
    });
  }

  get peer(): string {
    return this.address;
  }

  get acceptsStreams(): boolean {
    return !this.doubted && !this.draining && !this.gone && this.activeStreams < this.maxStreams;
  }

  /** The check begins; the test ends it by `trust`. */
  prove(): void {
    if (this.doubted) this.isProving = true;
  }

  trust(): void {
    this.doubted = false;
    this.isProving = false;
    this.listener.onCapacity();
  }

  open(): undefined {
    return undefined;
  }

  takeStream(): void {
    if (!this.acceptsStreams) throw new Error("the transport takes no stream");
    this.activeStreams++;
  }

  endStream(): void {
    const accepted = this.acceptsStreams;
    this.activeStreams--;
    if (this.draining && this.activeStreams === 0) this.vanish();
    else if (!accepted && this.acceptsStreams) this.listener.onCapacity();
  }

  /** New SETTINGS of the peer. */
  raiseLimit(maxStreams: number): void {
    this.maxStreams = maxStreams;
    this.listener.onCapacity();
  }

  /** The peer's GOAWAY, or the connection's end. */
  lose(kind: TransportCloseKind): void {
    if (this.draining || this.gone) return;
    this.draining = true;
    if (kind !== "goaway") this.activeStreams = 0;
    const reason = new StatusError("UNAVAILABLE", `connection to ${this.address} lost`);
    this.listener.onClosed(reason, kind);
    if (this.activeStreams === 0) this.vanish();
  }

  close(graceful: boolean): void {
    if (!graceful) this.activeStreams = 0;
    this.lose("goaway");
    if (this.activeStreams === 0) this.vanish();
  }

  private vanish(): void {
    this.gone = true;
    this.resolveClosed();
  }
}

/** One call of the connector, to be answered by the test. */
export class FakeConnect {
  readonly address: string;
  readonly signal: AbortSignal;
  readonly listener: TransportListener;
  readonly promise: Promise<ClientTransport>;
  transport: FakeTransport | undefined;
  private resolve: (transport: ClientTransport) => void = () => {};
  private reject: (error: unknown) => void = () => {};

  constructor(address: Address, signal: AbortSignal, listener: TransportListener) {
    this.address = formatAddress(address);
    this.signal = signal;
    this.listener = listener;
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    signal.addEventListener("abort", () => this.reject(signal.reason), { once: true });
  }

  /** @param maxStreams the peer's limit */
  async succeed(maxStreams = Number.POSITIVE_INFINITY): Promise<FakeTransport> {
    this.transport = new FakeTransport(this.address, this.listener);
    this.transport.maxStreams = maxStreams;
    this.resolve(this.transport);
    await settled();
    return this.transport;
  }

  async fail(errno = "ECONNREFUSED"): Promise<void> {
    const cause = Object.assign(new Error(`connect ${errno}`), { code: errno });
    const message = `no connection to ${this.address}: ${errno}`;
    this.reject(new StatusError("UNAVAILABLE", message, { cause }));
    await settled();
  }
}

/** Hands out connections as the test says, and remembers who asked. */
export class FakeConnector {
  readonly connects: FakeConnect[] = [];

  readonly connect: Connector = (address, signal, listener) => {
    const connect = new FakeConnect(address, signal, listener);
    this.connects.push(connect);
    return connect.promise;
  };

  /** The addresses that were asked for so far, in order. */
  get asked(): string[] {
    return this.connects.map(({ address }) => address);
  }

  /** The latest request, to this address if one is given. */
  last(address?: string): FakeConnect {
    const found = this.connects.findLast((one) => address === undefined || one.address === address);
    if (found === undefined) throw new Error(`nobody asked for ${address ?? "a connection"}`);
    return found;
  }

  /** Transports that were opened and are not gone. */
  get open(): number {
    return this.connects.filter(({ transport }) => transport !== undefined && !transport.gone).length;
  }
}
