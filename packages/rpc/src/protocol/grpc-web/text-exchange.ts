import type {
  ExchangeFailure,
  ExchangeHandler,
  MemoryLender,
  ReceivedFields,
  ServedExchange,
} from "../../exchange/exchange.ts";
import { broken, type ExchangeCall } from "../exchange-call.ts";
import { Base64Decoder, encodeBase64Bytes } from "./base64-stream.ts";
import { WebExchange } from "./web-exchange.ts";

/** Which bodies are in text mode: the request's, the response's, or both. */
export interface TextModes {
  readonly isTextRequest: boolean;
  readonly isTextResponse: boolean;
}

/**
 * An exchange of gRPC-Web in text mode: its bodies are base64 of the bytes that a call receives and sends.
 * It is the handler of the exchange below, for the call.
 */
export class TextExchange extends WebExchange implements ExchangeHandler {
  private readonly modes: TextModes;
  private readonly decoder: Base64Decoder;
  private call: ExchangeHandler & Partial<Pick<ExchangeCall, "onReceiveError">>;
  /** Characters that have come, less the bytes that the call has received or will give back for them. */
  private surplus: number;
  private hasFailed: boolean;

  constructor(inner: ServedExchange, modes: TextModes) {
    super(inner);
    this.modes = modes;
    this.decoder = new Base64Decoder();
    this.call = inner.handler;
    this.surplus = 0;
    this.hasFailed = false;
  }

  // --- for the call ----------------------------------------------------------------------------

  override get handler(): ExchangeHandler {
    return this.call;
  }

  override set handler(handler: ExchangeHandler) {
    this.call = handler;
    this.inner.handler = this.modes.isTextRequest ? this : handler;
  }

  override expect(bytes: number): void {
    this.inner.expect(this.modes.isTextRequest ? Math.ceil(bytes / 3) * 4 : bytes);
  }

  override reserve(): number {
    return this.modes.isTextResponse ? -1 : this.inner.reserve();
  }

  override sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void {
    if (!this.modes.isTextResponse) {
      this.inner.sendData(bytes, endStream, owner);
      return;
    }
    this.inner.sendData(encodeBase64Bytes(bytes), endStream);
    owner?.giveBack(bytes);
  }

  // --- for the exchange below ------------------------------------------------------------------

  onHeaders(section: ReceivedFields, endStream: boolean): void {
    this.call.onHeaders(section, endStream);
  }

  onData(text: Uint8Array, start: number, end: number): void {
    const bytes = this.hasFailed ? undefined : this.decoder.decode(text, start, end);
    if (bytes === undefined) {
      this.inner.consume(end - start);
      this.fail("the request's body is not base64");
      return;
    }
    // The call gives back the bytes that it receives; the characters beyond them are given back here.
    this.surplus += end - start - bytes.length;
    if (this.surplus > 0) {
      this.inner.consume(this.surplus);
      this.surplus = 0;
    }
    if (bytes.length > 0) this.call.onData(bytes, 0, bytes.length);
  }

  onEnd(trailers: ReceivedFields | undefined): void {
    if (this.hasFailed) return;
    if (this.decoder.isWithinGroup) this.fail("the request's body ends in the middle of base64");
    else this.call.onEnd(trailers);
  }

  private fail(text: string): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.call.onReceiveError?.(broken(text), true);
  }

  onFailure(failure: ExchangeFailure): void {
    this.call.onFailure(failure);
  }

  onSendReady(): void {
    this.call.onSendReady();
  }
}
