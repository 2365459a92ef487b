import {
  type ExchangeHandler,
  type ExchangeWriter,
  FIELDS_TOO_LARGE,
  type FieldTemplate,
  type MemoryLender,
  type ReceivedFields,
  ResetCode,
  type ServedExchange,
} from "./exchange.ts";
import { ignoringHandler } from "./ignoring-handler.ts";

/** Bytes that one side may have sent and the other not consumed, as HTTP/2's windows begin. */
const WINDOW_BYTES = 64 * 1024;

/** Both ends of a connection within a process: what exchanges need of it. */
export interface ExchangeLink {
  /** The writer of both ends: nothing is encoded in place, each message has memory of its own. */
  readonly writer: ExchangeWriter;
  /** The largest field section that either end takes, by the measure of RFC 7541 section 4.1. */
  readonly maxFieldBytes: number;
  /** Runs a step in a later turn, behind those that were posted before. */
  post(step: () => void): void;
  /** An exchange is over at both ends. */
  onClosed(exchange: InProcessExchange): void;
}

/**
 * One end of an exchange within a process. What one end sends reaches the other in a later turn, in
 * order, as it would over a socket; the sender is held back while much of it has not been consumed.
 */
export class InProcessExchange implements ServedExchange {
  /** Receives this end's events; may be replaced. */
  handler: ExchangeHandler;
  /** This end sends no more. */
  localEnded: boolean;
  /** The other end sends no more. */
  remoteEnded: boolean;
  /** A call cannot go on without more of the other end's body. */
  awaitsBody: boolean;
  private readonly link: ExchangeLink;
  private peer: InProcessExchange | undefined;
  /** Bytes that this end has sent and the other has not consumed. */
  private unconsumed: number;
  private awaitsReady: boolean;
  private isUnread: boolean;
  private sentHeaders: boolean;
  private isClosed: boolean;

  constructor(link: ExchangeLink, handler: ExchangeHandler = ignoringHandler) {
    this.handler = handler;
    this.localEnded = false;
    this.remoteEnded = false;
    this.awaitsBody = false;
    this.link = link;
    this.peer = undefined;
    this.unconsumed = 0;
    this.awaitsReady = false;
    this.isUnread = false;
    this.sentHeaders = false;
    this.isClosed = false;
  }

  /** Joins two ends. */
  static join(one: InProcessExchange, other: InProcessExchange): void {
    one.peer = other;
    other.peer = one;
  }

  private get isOver(): boolean {
    return this.localEnded && this.remoteEnded;
  }

  /** The writer of both ends; see `ExchangeLink.writer`. */
  get writer(): ExchangeWriter {
    return this.link.writer;
  }

  // --- sending -----------------------------------------------------------------------------------

  /** Whether a sender should go on; after false, `onSendReady` follows `awaitReady`. */
  get isWritable(): boolean {
    return !this.localEnded && this.unconsumed < WINDOW_BYTES;
  }

  /** Asks for one `onSendReady`, when `isWritable` is (or becomes) true. */
  awaitReady(): void {
    this.awaitsReady = true;
    if (this.isWritable) this.postReady();
  }

  private postReady(): void {
    this.link.post(() => {
      if (!this.awaitsReady || !this.isWritable) return;
      this.awaitsReady = false;
      this.handler.onSendReady();
    });
  }

  /** Whether a field section is no larger than the other end takes. */
  fits(template: FieldTemplate, fields: readonly string[]): boolean {
    return sizeOf(template, fields) <= this.link.maxFieldBytes;
  }

  /** Sends the header section of a request (client), which `accept` receives at the other end. */
  request(
    template: FieldTemplate,
    fields: readonly string[],
    accept: (exchange: InProcessExchange, section: ReceivedFields) => void,
  ): void {
    const section = sectionOf(template, fields, this.link.maxFieldBytes);
    this.post((peer) => accept(peer, section));
  }

  /** Sends the first header section, in a later turn. */
  sendHeaders(template: FieldTemplate, fields: readonly string[]): void {
    if (this.localEnded) return;
    this.sentHeaders = true;
    const section = sectionOf(template, fields, this.link.maxFieldBytes);
    this.post((peer) => peer.handler.onHeaders(section, false));
  }

  /** Sends the last header section and ends this side. */
  sendTrailers(template: FieldTemplate, fields: readonly string[]): void {
    if (this.localEnded) return;
    const section = sectionOf(template, fields, this.link.maxFieldBytes);
    const { sentHeaders } = this;
    this.post((peer) => {
      peer.remoteEnded = true;
      if (sentHeaders) peer.handler.onEnd(section);
      else peer.handler.onHeaders(section, true);
      peer.checkClosed();
    });
    this.endLocal();
  }

  /** Always -1: messages go by `sendData`. */
  reserve(): number {
    return -1;
  }

  /** Does nothing, as `reserve` never succeeds. */
  commit(): void {}

  /** Does nothing, as `reserve` never succeeds. */
  release(): void {}

  /** Sends a piece of body; the array belongs to the exchange from here on. */
  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void {
    if (this.localEnded) return;
    this.unconsumed += bytes.length;
    this.post((peer) => {
      peer.receive(bytes, endStream);
      owner?.giveBack(bytes);
    });
    if (endStream) this.endLocal();
  }

  private endLocal(): void {
    this.localEnded = true;
    if (this.isUnread && !this.remoteEnded) this.reset(ResetCode.NO_ERROR);
    this.checkClosed();
  }

  /** Ends the exchange at both ends with an HTTP/2 error code. */
  reset(errorCode: number): void {
    if (this.isOver) return;
    this.localEnded = true;
    this.remoteEnded = true;
    const isRefused = errorCode === ResetCode.REFUSED_STREAM;
    this.post((peer) => {
      peer.localEnded = true;
      peer.remoteEnded = true;
      peer.handler.onFailure({
        errorCode,
        origin: "peerReset",
        message: "the peer reset the exchange",
        unprocessed: isRefused,
        cause: undefined,
      });
      peer.checkClosed();
    });
    this.checkClosed();
  }

  private fail(message: string): void {
    if (this.isOver) return;
    this.localEnded = true;
    this.remoteEnded = true;
    const { handler } = this;
    handler.onFailure({
      errorCode: ResetCode.NO_ERROR,
      origin: "connection",
      message,
      unprocessed: false,
      cause: undefined,
    });
    this.checkClosed();
  }

  /** The connection is gone at both ends. */
  failBoth(message: string): void {
    this.fail(message);
    const peer = this.peer as InProcessExchange;
    this.link.post(() => peer.fail(message));
  }

  /** Posts a step for the other end, unless that is over by then. */
  private post(step: (peer: InProcessExchange) => void): void {
    const peer = this.peer as InProcessExchange;
    this.link.post(() => {
      if (!peer.isOver) step(peer);
    });
  }

  // --- receiving ---------------------------------------------------------------------------------

  private receive(bytes: Uint8Array, endStream: boolean): void {
    if (this.isUnread) this.consume(bytes.length);
    else if (bytes.length > 0) this.handler.onData(bytes, 0, bytes.length);
    // The handler may have ended it.
    if (!endStream || this.remoteEnded) return;
    this.remoteEnded = true;
    this.handler.onEnd(undefined);
    this.checkClosed();
  }

  /** Gives bytes back to the other end, which may send as many more. */
  consume(bytes: number): void {
    const peer = this.peer as InProcessExchange;
    peer.unconsumed -= bytes;
    if (peer.awaitsReady && peer.isWritable) peer.postReady();
  }

  /** Drops the rest of the body that the other end sends. */
  stopReading(): void {
    this.isUnread = true;
    if (this.localEnded && !this.remoteEnded) this.reset(ResetCode.NO_ERROR);
  }

  private checkClosed(): void {
    if (this.isClosed || !this.isOver) return;
    this.isClosed = true;
    this.link.onClosed(this);
  }

  // What only guards a server against the peer: within a process they trust each other.

  /** Does nothing: the window does not bound one message. */
  expect(): void {}

  /** Does nothing: the peer is the same program. */
  blame(): void {}

  /** Does nothing: there is no other connection to protect. */
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

function sizeOf(template: FieldTemplate, fields: readonly string[]): number {
  let size = template.size + fields.length * 16;
  for (const text of fields) size += text.length;
  return size;
}

function sectionOf(
  template: FieldTemplate,
  fields: readonly string[],
  maxFieldBytes: number,
): ReceivedFields {
  const all = [...template.fields, ...fields];
  const isTooLarge = sizeOf(template, fields) > maxFieldBytes;
  return {
    fields: all,
    memo: undefined,
    malformed: isTooLarge ? FIELDS_TOO_LARGE : undefined,
    status: all[0] === ":status" ? Number(all[1]) : 0,
  };
}
