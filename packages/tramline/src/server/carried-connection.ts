import type { AuthInfo, CarriedExchange, ReceivedFields } from "@tramline/rpc";
import { monotonicNowMs, recognizeRequest } from "@tramline/rpc";
import type { InProcessDoor } from "./in-process-door.ts";
import { ServedConnection } from "./served-connection.ts";

/** A request from another HTTP implementation (fetch or node:http), as a connection of the server. */
export class CarriedConnection extends ServedConnection {
  readonly closed: Promise<void>;
  private readonly exchange: CarriedExchange;
  private readonly client: { readonly peer: string; readonly authInfo: AuthInfo | undefined };
  private readonly receivedAtMs: number;
  private onClosed: (() => void) | undefined;

  constructor(
    { host }: InProcessDoor,
    exchange: CarriedExchange,
    client: { readonly peer: string; readonly authInfo: AuthInfo | undefined },
  ) {
    super(host);
    this.exchange = exchange;
    this.client = client;
    this.receivedAtMs = monotonicNowMs();
    this.onClosed = undefined;
    this.closed = new Promise((resolve) => {
      this.onClosed = resolve;
    });
  }

  get peer(): string {
    return this.client.peer;
  }

  get authInfo(): AuthInfo | undefined {
    return this.client.authInfo;
  }

  get lastReceiveMs(): number {
    return this.receivedAtMs;
  }

  get inputWaitMs(): number {
    return 0;
  }

  get openStreams(): number {
    return this.onClosed === undefined ? 0 : 1;
  }

  /**
   * Serves the request.
   *
   * @param fields as HTTP/2 has them
   * @param isWhole the request has no body
   */
  serve(fields: readonly string[], isWhole: boolean): void {
    const section: ReceivedFields = { fields, memo: undefined, malformed: undefined, status: 0 };
    const { exchange } = this;
    exchange.remoteEnded = isWhole;
    const request = recognizeRequest(this.host.http1Protocols, section);
    exchange.handler = request.serve(this, exchange, section, isWhole);
  }

  /** The exchange is over. */
  finish(): void {
    if (this.onClosed === undefined) return;
    this.onClosed();
    this.onClosed = undefined;
    this.host.onConnectionEnd(this);
  }

  /** Does nothing: the connection ends with its only request. */
  drain(): void {}

  close(): void {
    this.exchange.fail("the server was closed", undefined);
  }

  destroy(): void {
    this.close();
  }
}
