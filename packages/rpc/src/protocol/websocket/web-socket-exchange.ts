import {
  type ExchangeFailure,
  type ExchangeHandler,
  type FieldTemplate,
  type MemoryLender,
  ResetCode,
  type ServedExchange,
} from "../../exchange/exchange.ts";
import { ignoringHandler } from "../../exchange/ignoring-handler.ts";
import { PassingExchange } from "../passing-exchange.ts";
import { CloseCode, FrameError, protocolError } from "./frame-error.ts";
import { FrameReader, type FrameTaker } from "./frame-reader.ts";
import { closeFrame, frameOf, textFrame } from "./frame-writer.ts";
import { Opcode } from "./opcodes.ts";
import {
  parseMessage,
  parseRequest,
  printResponse,
  type RequestMessage,
} from "./socket-message.ts";
import { SocketOutput } from "./socket-output.ts";
import { type PulseSettings, SocketPulse } from "./socket-pulse.ts";
import { SocketWindow } from "./socket-window.ts";

const NO_BYTES = /*@__PURE__*/ new Uint8Array(0);
const END = /*@__PURE__*/ JSON.stringify({ end: true });

/** Begins the call of a request, and returns its handler. */
export type BeginCall = (exchange: ServedExchange, request: RequestMessage) => ExchangeHandler;

/**
 * A request and its response on a WebSocket, within an exchange whose bytes are frames. Both sides hold each other
 * back by windows, because browsers have no other way to (docs/reference/websocket.md).
 */
export class WebSocketExchange extends PassingExchange implements ExchangeHandler, FrameTaker {
  private readonly beginCall: BeginCall;
  private readonly reader: FrameReader;
  private readonly window: SocketWindow;
  private readonly pulse: SocketPulse;
  private call: ExchangeHandler;
  private hasRequest: boolean;
  private isOwnEnded: boolean;
  private isPeerEnded: boolean;
  /** We have sent the last frame, or the connection is over. */
  private isClosed: boolean;
  private isUnread: boolean;
  private sentHeaders: boolean;
  private readonly output: SocketOutput;
  private awaitsSend: boolean;

  /**
   * @param inner its bytes are those of the WebSocket, behind the handshake
   * @param maxTextBytes the longest text message of the client
   */
  constructor(
    inner: ServedExchange,
    maxTextBytes: number,
    keepalive: PulseSettings,
    beginCall: BeginCall,
  ) {
    super(inner);
    this.beginCall = beginCall;
    this.reader = new FrameReader(this, maxTextBytes);
    this.window = new SocketWindow(inner, (bytes) => this.grant(bytes));
    this.pulse = new SocketPulse(
      keepalive,
      () => this.sendPing(),
      () => this.onSilent(),
    );
    this.call = ignoringHandler;
    this.hasRequest = false;
    this.isOwnEnded = false;
    this.isPeerEnded = false;
    this.isClosed = false;
    this.isUnread = false;
    this.sentHeaders = false;
    this.output = new SocketOutput(inner);
    this.awaitsSend = false;
    // The request must follow the handshake soon.
    inner.awaitsBody = true;
  }

  /** The messages come in frames: how many bytes of them follow is not known. */
  override get bodyLength(): number {
    return -1;
  }

  override get handler(): ExchangeHandler {
    return this.call;
  }

  override set handler(handler: ExchangeHandler) {
    this.call = handler;
  }

  override get localEnded(): boolean {
    return this.isOwnEnded;
  }

  override get remoteEnded(): boolean {
    return this.isPeerEnded;
  }

  // --- what the inner exchange brings ------------------------------------------------------------

  onHeaders(): void {}

  onData(bytes: Uint8Array, start: number, end: number): void {
    this.pulse.beat();
    try {
      this.reader.read(bytes, start, end);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.violate(error);
    }
    this.window.endChunk(end - start);
  }

  onEnd(): void {
    this.leave("the connection ended without a close frame", undefined);
  }

  onFailure({ message, cause }: ExchangeFailure): void {
    this.leave(message, cause);
  }

  onSendReady(): void {
    if (!this.awaitsSend || !this.isWritable) return;
    this.awaitsSend = false;
    this.call.onSendReady();
  }

  // --- frames ------------------------------------------------------------------------------------

  get room(): number {
    return this.window.room;
  }

  onControl(): void {
    this.inner.countControl?.();
  }

  onBinary(bytes: Uint8Array, start: number, end: number): void {
    if (!this.hasRequest || this.isPeerEnded) {
      throw protocolError("WS_BODY", "invalid binary message: it is before or behind the request");
    }
    if (this.isUnread) {
      this.window.drop(end - start);
      return;
    }
    this.window.take(end - start);
    this.call.onData(bytes, start, end);
  }

  onText(text: string): void {
    if (!this.hasRequest) {
      const request = parseRequest(text);
      this.hasRequest = true;
      this.inner.awaitsBody = false;
      const handler = this.beginCall(this, request);
      // The call may be over when it has begun.
      if (!this.isOwnEnded || !this.isPeerEnded) this.call = handler;
      return;
    }
    this.onControl();
    const { window, isEnd } = parseMessage(text);
    if (window > 0) this.onWindow(window);
    if (isEnd) this.onRequestEnd();
  }

  private onWindow(bytes: number): void {
    const { output } = this;
    const isLast = this.isOwnEnded && output.hasWaiting;
    output.add(bytes);
    if (isLast) this.endIfSent();
    if (!this.awaitsSend || output.room === 0) return;
    if (this.isWritable) this.onSendReady();
    else this.inner.awaitReady();
  }

  private onRequestEnd(): void {
    if (this.isPeerEnded)
      throw protocolError("WS_END", "invalid end: the request is whole already");
    this.isPeerEnded = true;
    if (!this.isUnread) this.call.onEnd(undefined);
    this.closeIfDone();
  }

  onPing(payload: Uint8Array): void {
    this.sendControl(Opcode.PONG, payload);
  }

  /** A client that owes body has a timeout, which the response to a ping would put off. */
  private sendPing(): void {
    if (this.inner.awaitsBody) this.pulse.beat();
    else this.sendControl(Opcode.PING, NO_BYTES);
  }

  /** A client that does not read receives none, rather than that they pile up. */
  private sendControl(opcode: number, payload: Uint8Array): void {
    if (this.isClosed || !this.inner.isWritable) return;
    this.inner.sendData(frameOf(opcode, payload), false);
  }

  onClose(code: number, reason: string): void {
    const isCancel = code === CloseCode.CANCELLED || code === CloseCode.GOING_AWAY;
    const text = `the client closed the WebSocket with code ${code}${reason === "" ? "" : `: ${reason}`}`;
    this.fail({
      errorCode: ResetCode.CANCEL,
      origin: isCancel ? "peerReset" : "connection",
      message: text,
      unprocessed: false,
      cause: undefined,
    });
    this.close(code === 1005 ? CloseCode.NORMAL : code, "");
  }

  private violate(error: FrameError): void {
    this.fail({
      errorCode: ResetCode.CANCEL,
      origin: "localReset",
      message: error.message,
      unprocessed: false,
      cause: error,
    });
    this.close(error.closeCode, error.message);
    this.inner.blame();
  }

  // --- the end -----------------------------------------------------------------------------------

  private onSilent(): void {
    this.leave("the client does not respond (keepalive.timeoutMs)", undefined);
    this.inner.reset(ResetCode.CANCEL);
  }

  /** Nothing is read or sent any more. */
  private stop(): void {
    this.isClosed = true;
    this.reader.stop();
    this.pulse.stop();
  }

  /** The connection is gone. */
  private leave(message: string, cause: Error | undefined): void {
    this.stop();
    this.fail({
      errorCode: ResetCode.CANCEL,
      origin: "connection",
      message,
      unprocessed: false,
      cause,
    });
  }

  /** Ends the call, unless its response is whole. */
  private fail(failure: ExchangeFailure): void {
    const { call, isOwnEnded } = this;
    this.endBoth();
    if (!isOwnEnded) call.onFailure(failure);
  }

  private endBoth(): void {
    this.isOwnEnded = true;
    this.isPeerEnded = true;
    this.output.clear();
    this.call = ignoringHandler;
    this.window.release();
  }

  /** Sends the last frame. The inner exchange ends behind it. */
  private close(code: number, reason: string): void {
    if (this.isClosed) return;
    this.stop();
    this.inner.sendData(closeFrame(code, reason), true);
    if (!this.inner.remoteEnded) this.inner.stopReading();
  }

  private closeIfDone(): void {
    const isSent = this.isOwnEnded && !this.output.hasWaiting;
    if (!isSent || (!this.isPeerEnded && !this.isUnread)) return;
    this.endBoth();
    this.close(CloseCode.NORMAL, "");
  }

  override reset(errorCode: number): void {
    if (this.isClosed) return;
    if (errorCode === ResetCode.NO_ERROR && this.isOwnEnded) {
      this.stopReading();
      return;
    }
    this.endBoth();
    if (errorCode === ResetCode.REFUSED_STREAM) {
      this.close(CloseCode.TRY_AGAIN_LATER, "the server takes no further calls");
    } else {
      this.close(CloseCode.INTERNAL, "the call was cancelled");
    }
  }

  // --- receiving ---------------------------------------------------------------------------------

  override consume(bytes: number): void {
    this.window.consume(bytes);
  }

  override expect(bytes: number): void {
    this.window.expect(bytes);
  }

  override stopReading(): void {
    this.isUnread = true;
    this.window.release();
    this.closeIfDone();
  }

  private grant(bytes: number): void {
    if (this.isClosed || this.isPeerEnded) return;
    this.inner.sendData(textFrame(JSON.stringify({ window: bytes })), false);
  }

  // --- sending -----------------------------------------------------------------------------------

  override get isWritable(): boolean {
    return this.output.room > 0 && !this.isOwnEnded && this.inner.isWritable;
  }

  override awaitReady(): void {
    this.awaitsSend = true;
    // Without a window, the client's next one brings it.
    if (this.output.room > 0) this.inner.awaitReady();
  }

  /** Always true: the fields of a response are in a message of their own. */
  override fits(): boolean {
    return true;
  }

  override sendHeaders(template: FieldTemplate, fields: readonly string[]): void {
    if (this.isOwnEnded || this.sentHeaders) return;
    this.sentHeaders = true;
    const [, status, ...constant] = template.fields;
    const text = printResponse(Number(status), [...constant, ...fields]);
    this.inner.sendData(textFrame(text), false);
  }

  /** Ends the response. The fields are sent only if no headers were sent before: there are no trailers. */
  override sendTrailers(template: FieldTemplate, fields: readonly string[]): void {
    this.sendHeaders(template, fields);
    this.sendData(NO_BYTES, true);
  }

  /** Always -1: messages go by `sendData`. */
  override reserve(): number {
    return -1;
  }

  override sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void {
    if (this.isOwnEnded) {
      owner?.giveBack(bytes);
      return;
    }
    this.output.send(bytes, owner);
    if (!endStream) return;
    this.isOwnEnded = true;
    this.endIfSent();
  }

  private endIfSent(): void {
    if (this.output.hasWaiting) {
      // A client that takes nothing more of a whole response has as long as one that sends nothing.
      this.inner.awaitsBody = true;
      return;
    }
    this.inner.sendData(textFrame(END), false);
    this.closeIfDone();
  }
}
