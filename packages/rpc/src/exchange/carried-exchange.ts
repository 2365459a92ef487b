import {
  type ExchangeHandler,
  type ExchangeWriter,
  type FieldTemplate,
  type MemoryLender,
  ResetCode,
  type ServedExchange,
} from "./exchange.ts";
import { ignoringHandler } from "./ignoring-handler.ts";

/** Bytes of a body that may be held before nothing more is read. */
const WINDOW_BYTES = 64 * 1024;

const NOTHING = new Uint8Array(0);

const ownMemory: ExchangeWriter = { output: { bytes: NOTHING } };

/**
 * An exchange on the server that another implementation of HTTP carries, such as a web-standard Request and Response.
 * It has no trailers. The fields of a response leave with its body or at the end of the turn: a body that is
 * known by then goes as a whole.
 */
export abstract class CarriedExchange implements ServedExchange {
  /** Receives the events; may be replaced. */
  handler: ExchangeHandler;
  /** The response is whole, or the exchange is over. */
  localEnded: boolean;
  /** The request is whole, or the exchange is over. */
  remoteEnded: boolean;
  /** Ignored: the carrier has timeouts of its own. */
  awaitsBody: boolean;
  /** Whether the rest of the request is dropped. */
  protected isUnread: boolean;
  private heldBytes: number;
  private mostHeldBytes: number;
  private awaitsReady: boolean;
  /** The head of a response that waits for its body. */
  private waitingHead: readonly string[] | undefined;
  private hasHead: boolean;

  constructor() {
    this.handler = ignoringHandler;
    this.localEnded = false;
    this.remoteEnded = false;
    this.awaitsBody = false;
    this.isUnread = false;
    this.heldBytes = 0;
    this.mostHeldBytes = WINDOW_BYTES;
    this.awaitsReady = false;
    this.waitingHead = undefined;
    this.hasHead = false;
  }

  // --- for the carrier ---------------------------------------------------------------------------

  /**
   * Begins the response.
   *
   * @param fields name, value, name, value, …, `:status` among them
   * @param whole its body; undefined when that follows in pieces
   */
  protected abstract begin(fields: readonly string[], whole: Uint8Array | undefined): void;
  /** Sends a piece of the body. */
  protected abstract write(bytes: Uint8Array): void;
  /** The body is whole. */
  protected abstract end(): void;
  /** Ends the request and the response at once, so that the client sees that it is not whole. */
  protected abstract abort(): void;
  /** Whether the client reads more slowly than the response is made. */
  protected abstract get isCongested(): boolean;
  /** More of the request may be read, where `wantsBody` was false. */
  protected abstract readOn(): void;
  /** Both sides are over, in order or not. */
  protected abstract onClosed(): void;

  /** Whether more of the request should be read. */
  protected get wantsBody(): boolean {
    return this.isUnread || this.heldBytes < this.mostHeldBytes;
  }

  /** A piece of the request's body has come. */
  protected receive(bytes: Uint8Array): void {
    if (this.remoteEnded || this.isUnread || bytes.length === 0) return;
    this.heldBytes += bytes.length;
    this.handler.onData(bytes, 0, bytes.length);
  }

  /** The request is whole. */
  protected receiveEnd(): void {
    if (this.remoteEnded) return;
    this.remoteEnded = true;
    if (!this.isUnread) this.handler.onEnd(undefined);
    this.checkClosed();
  }

  /** The client reads again. */
  protected receiveReady(): void {
    if (!this.awaitsReady || !this.isWritable) return;
    this.awaitsReady = false;
    this.handler.onSendReady();
  }

  /** Ends the exchange with an error: the client has disconnected, or the carrier gives up. */
  fail(message: string, cause: Error | undefined): void {
    if (this.localEnded && this.remoteEnded) return;
    const { handler, localEnded } = this;
    this.close();
    if (localEnded) return;
    handler.onFailure({
      errorCode: ResetCode.CANCEL,
      origin: "connection",
      message,
      unprocessed: false,
      cause,
    });
  }

  private close(): void {
    this.localEnded = true;
    this.remoteEnded = true;
    this.handler = ignoringHandler;
    this.onClosed();
  }

  // --- sending -----------------------------------------------------------------------------------

  /** Nothing is encoded in place: each message has memory of its own. */
  get writer(): ExchangeWriter {
    return ownMemory;
  }

  /** Whether a sender should go on. */
  get isWritable(): boolean {
    return !this.localEnded && !this.isCongested;
  }

  /** Asks for one `onSendReady`, when `isWritable` is (or becomes) true. */
  awaitReady(): void {
    this.awaitsReady = true;
    if (this.isWritable) queueMicrotask(() => this.receiveReady());
  }

  /** Always true: the carrier has limits of its own. */
  fits(): boolean {
    return true;
  }

  /** Sends the fields of the response. */
  sendHeaders(template: FieldTemplate, fields: readonly string[]): void {
    if (this.localEnded || this.hasHead) return;
    this.hasHead = true;
    this.waitingHead = [...template.fields, ...fields];
    // A response to what was there at once is made at once.
    queueMicrotask(() => this.flushHead());
  }

  private flushHead(): void {
    if (this.localEnded) return;
    const head = this.takeHead();
    if (head !== undefined) this.begin(head, undefined);
  }

  private takeHead(): readonly string[] | undefined {
    const head = this.waitingHead;
    this.waitingHead = undefined;
    return head;
  }

  /** Ends the response. The fields are sent only if no headers were sent before: there are no trailers. */
  sendTrailers(template: FieldTemplate, fields: readonly string[]): void {
    this.sendHeaders(template, fields);
    this.sendData(NOTHING, true);
  }

  /** Always -1: messages go by `sendData`. */
  reserve(): number {
    return -1;
  }

  /** Does nothing, as `reserve` never succeeds. */
  commit(): void {}

  /** Does nothing, as `reserve` never succeeds. */
  release(): void {}

  /** Sends a piece of body. Memory that was lent is copied. */
  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void {
    if (this.localEnded || !this.hasHead) return;
    const own = owner === undefined ? bytes : bytes.slice();
    owner?.giveBack(bytes);
    const head = this.takeHead();
    if (head !== undefined) this.begin(head, endStream ? own : undefined);
    if (own.length > 0 && (head === undefined || !endStream)) this.write(own);
    if (!endStream) return;
    if (head === undefined) this.end();
    this.localEnded = true;
    this.checkClosed();
  }

  private checkClosed(): void {
    if (!this.localEnded) return;
    if (this.remoteEnded || this.isUnread) this.close();
  }

  /** Ends the exchange. A response that has not begun is 503 or 500; one that has is cut off. */
  reset(errorCode: number): void {
    if (this.localEnded && this.remoteEnded) return;
    if (errorCode !== ResetCode.NO_ERROR && !this.localEnded) {
      const hasBegun = this.hasHead && this.waitingHead === undefined;
      const status = errorCode === ResetCode.REFUSED_STREAM ? "503" : "500";
      this.waitingHead = undefined;
      if (hasBegun) this.abort();
      else this.begin([":status", status], NOTHING);
    }
    this.close();
  }

  // --- receiving ---------------------------------------------------------------------------------

  /** `bytes` of received body are not held any more. */
  consume(bytes: number): void {
    const wasFull = !this.wantsBody;
    this.heldBytes = Math.max(0, this.heldBytes - bytes);
    if (this.heldBytes === 0) this.mostHeldBytes = WINDOW_BYTES;
    if (wasFull && this.wantsBody) this.readOn();
  }

  /** A message of which `bytes` are still to come is waited for, whatever the window. */
  expect(bytes: number): void {
    const wasFull = !this.wantsBody;
    this.mostHeldBytes = Math.max(this.mostHeldBytes, this.heldBytes + bytes + WINDOW_BYTES);
    if (wasFull) this.readOn();
  }

  /** Drops the rest of the request. */
  stopReading(): void {
    if (this.isUnread) return;
    const wasFull = !this.wantsBody;
    this.isUnread = true;
    if (this.localEnded) this.checkClosed();
    else if (wasFull) this.readOn();
  }

  // The carrier guards the connection against its peer.

  /** Does nothing: the carrier owns the connection. */
  blame(): void {}

  /** Does nothing: the carrier owns the connection. */
  onBlocked(): void {}

  /** Always 0. */
  get inflationDebtMs(): number {
    return 0;
  }

  /** Always 0. */
  countInflated(): number {
    return 0;
  }
}
