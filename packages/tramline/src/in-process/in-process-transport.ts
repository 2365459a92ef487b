import {
  type Exchange,
  type ExchangeHandler,
  type ExchangeLink,
  type ExchangeWriter,
  type FieldTemplate,
  InProcessExchange,
  monotonicNowMs,
  StatusError,
} from "@tramline/rpc";
import { ProcessHold } from "../channel/process-hold.ts";
import type { ConnectionHost } from "../server/served-connection.ts";
import type { ClientTransport, TransportListener } from "../subchannel/client-transport.ts";
import { UnreachableError } from "../subchannel/unreachable-error.ts";
import { IN_PROCESS, InProcessConnection, type InProcessPeer } from "./in-process-connection.ts";

/** Steps of a turn before the event loop goes on. */
const MAX_STEPS = 1000;

/** The client's end of a connection within the process, and the way between both ends. */
export class InProcessTransport implements ClientTransport, InProcessPeer, ExchangeLink {
  acceptsStreams: boolean;
  readonly maxStreams: number;
  readonly peer: string;
  readonly maxFieldBytes: number;
  readonly writer: ExchangeWriter;
  private readonly listener: TransportListener;
  readonly server: InProcessConnection;
  private readonly exchanges: Set<InProcessExchange>;
  /** Calls keep the process alive, as those over a socket do. */
  readonly #hold: ProcessHold;
  private steps: (() => void)[];
  private isScheduled: boolean;

  constructor(host: ConnectionHost, listener: TransportListener) {
    this.acceptsStreams = true;
    this.maxStreams = Infinity;
    this.peer = IN_PROCESS;
    this.maxFieldBytes = host.settings.maxMetadataBytes;
    this.writer = { output: { bytes: new Uint8Array(0) } };
    this.listener = listener;
    this.server = new InProcessConnection(host, this);
    this.exchanges = new Set();
    this.#hold = new ProcessHold();
    void this.closed.then(() => this.#hold.end());
    this.steps = [];
    this.isScheduled = false;
  }

  get activeStreams(): number {
    return this.exchanges.size;
  }

  get closed(): Promise<void> {
    return this.server.closed;
  }

  open(
    handler: ExchangeHandler,
    template: FieldTemplate,
    fields: readonly string[],
  ): Exchange | undefined {
    if (!this.acceptsStreams) return undefined;
    const exchange = new InProcessExchange(this, handler);
    if (!exchange.fits(template, fields)) {
      throw new StatusError(
        "RESOURCE_EXHAUSTED",
        "the call's metadata is larger than the server takes (its limits.maxFieldSectionSize)",
      );
    }
    const served = this.server.open(this);
    InProcessExchange.join(exchange, served);
    this.exchanges.add(exchange);
    this.#hold.set(true);
    exchange.request(template, fields, (peer, section) => this.server.receive(peer, section));
    return exchange;
  }

  close(graceful: boolean): void {
    if (graceful) this.server.drain();
    else this.server.close();
  }

  ping(): Promise<number> {
    const startedAtMs = monotonicNowMs();
    return new Promise((resolve) => {
      this.post(() => resolve(monotonicNowMs() - startedAtMs));
    });
  }

  onDraining(): void {
    if (!this.acceptsStreams) return;
    this.acceptsStreams = false;
    this.listener.onClosed(new UnreachableError(IN_PROCESS, "the connection ended"), "closed");
  }

  onClosed(exchange: InProcessExchange): void {
    if (this.exchanges.delete(exchange)) this.#hold.set(this.exchanges.size > 0);
    else this.server.forget(exchange);
  }

  post(step: () => void): void {
    this.steps.push(step);
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => this.run());
  }

  private run(): void {
    this.isScheduled = false;
    const { steps } = this;
    const now = steps.splice(0, MAX_STEPS);
    for (const step of now) step();
    if (steps.length === 0 || this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => this.run());
  }
}
