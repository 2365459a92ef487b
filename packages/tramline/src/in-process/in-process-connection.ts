import {
  type AuthInfo,
  type ExchangeLink,
  InProcessExchange,
  monotonicNowMs,
  type ReceivedFields,
  recognizeRequest,
} from "@tramline/rpc";
import { type ConnectionHost, ServedConnection } from "../server/served-connection.ts";

/** The address of both ends. */
export const IN_PROCESS = "in-process";

/** Hears of a connection's end; its client. */
export interface InProcessPeer {
  /** No further exchanges are taken. */
  onDraining(): void;
}

/** The server's end of a connection within the process. */
export class InProcessConnection extends ServedConnection {
  private readonly exchanges: Set<InProcessExchange>;
  private readonly client: InProcessPeer;
  private isDraining: boolean;
  private receivedAtMs: number;
  private onClosed: (() => void) | undefined;
  readonly closed: Promise<void>;

  constructor(host: ConnectionHost, client: InProcessPeer) {
    super(host);
    this.exchanges = new Set();
    this.client = client;
    this.isDraining = false;
    this.receivedAtMs = monotonicNowMs();
    this.onClosed = undefined;
    this.closed = new Promise((resolve) => {
      this.onClosed = resolve;
    });
  }

  get peer(): string {
    return IN_PROCESS;
  }

  get authInfo(): AuthInfo | undefined {
    return undefined;
  }

  get lastReceiveMs(): number {
    return this.receivedAtMs;
  }

  get inputWaitMs(): number {
    return 0;
  }

  get openStreams(): number {
    return this.exchanges.size;
  }

  /** Makes the server's end of an exchange. */
  open(link: ExchangeLink): InProcessExchange {
    const exchange = new InProcessExchange(link);
    this.exchanges.add(exchange);
    return exchange;
  }

  /** A request has come. */
  receive(exchange: InProcessExchange, section: ReceivedFields): void {
    this.receivedAtMs = monotonicNowMs();
    const request = recognizeRequest(this.host.protocols, section);
    exchange.handler = request.serve(this, exchange, section, false);
  }

  /** An exchange is over at this end. */
  forget(exchange: InProcessExchange): void {
    this.exchanges.delete(exchange);
    if (this.isDraining) this.finishIfIdle();
  }

  drain(): void {
    if (this.isDraining) return;
    this.isDraining = true;
    this.client.onDraining();
    this.finishIfIdle();
  }

  close(): void {
    this.drain();
    for (const exchange of this.exchanges) exchange.failBoth("the connection ended");
  }

  destroy(): void {
    this.close();
  }

  private finishIfIdle(): void {
    if (this.exchanges.size > 0 || this.onClosed === undefined) return;
    this.onClosed();
    this.onClosed = undefined;
    this.host.onConnectionEnd(this);
  }
}
