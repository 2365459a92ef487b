import { acceptsEncoding } from "../compression/compression-registry.ts";
import type { FieldTemplate, ReceivedFields, ServedExchange } from "../exchange/exchange.ts";
import { CompressedSender } from "../framing/compressed-messages.ts";
import { MessageRun, type MessageSource, NO_MESSAGE } from "../framing/message-run.ts";
import { receiveBody } from "../framing/receive-body.ts";
import { encodeMessage, sendMessage } from "../framing/send-message.ts";
import type { CallHost } from "../server/call-host.ts";
import type { ServedMethod } from "../server/served-method.ts";
import { type CallHead, ExchangeCall, headersSent, metadataTooLarge } from "./exchange-call.ts";
import { metadataFields } from "./grpc/response-fields.ts";

/** The head of a call whose messages have prefixes. */
export interface FramedHead extends CallHead {
  /** The constant fields of the response. */
  readonly responseTemplate: FieldTemplate;
  /** The field that names the compression of response messages, such as grpc-encoding. */
  readonly encodingField: string;
}

/** A call whose messages have length prefixes, both ways: gRPC's framing, which other protocols share. */
export abstract class FramedCall extends ExchangeCall {
  declare protected readonly head: FramedHead;
  private sender: CompressedSender | undefined;
  /** Only where responses follow one another at once. */
  private messageRun: MessageRun<unknown> | undefined;

  constructor(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
    head: FramedHead,
  ) {
    super(host, served, exchange, section, head);
    this.sender = undefined;
    this.messageRun = undefined;
  }

  /** Sends the status OK with the trailers, after all messages. */
  protected abstract sendOkEnd(): void;

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.isOver) return;
    receiveBody(this, bytes, start, end);
    if (this.requests === undefined) return;
    // A stream may rest between two messages for as long as it likes, but not within one.
    const { receiver } = this;
    this.exchange.awaitsBody = receiver?.hasPartial === true && !receiver.hasMessages;
  }

  // --- the response ----------------------------------------------------------------------------

  sendHeaders(): void {
    if (this.isOver) return;
    if (this.sentHeaders) throw headersSent();
    this.sentHeaders = true;
    const fields = this.headers === undefined ? [] : metadataFields(this.headers);
    if (this.encoding !== undefined) this.startCompression(this.encoding, fields);
    const { responseTemplate } = this.head;
    if (!this.exchange.fits(responseTemplate, fields)) {
      this.sentHeaders = false;
      throw metadataTooLarge("headers");
    }
    this.exchange.sendHeaders(responseTemplate, fields);
    this.headers?.seal();
  }

  private startCompression(encoding: string, fields: string[]): void {
    const { compressors, compressionThresholdBytes } = this.host.settings;
    if (!acceptsEncoding(this.head.acceptEncoding ?? "", encoding)) return;
    const compressor = compressors.forSending(encoding);
    if (compressor === undefined) return;
    fields.push(this.head.encodingField, encoding);
    this.sender = new CompressedSender({
      outlet: this.outlet,
      compressor,
      thresholdBytes: compressionThresholdBytes,
      onError: (error) => this.refuseAnswer(error),
    });
  }

  protected send(response: unknown): void {
    if (!this.sentHeaders) this.sendHeaders();
    const { served } = this;
    if (this.sender === undefined) {
      sendMessage(this.outlet, served, response, false);
    } else {
      this.compressMessage(this.sender, encodeMessage(served, response));
    }
  }

  protected sendFrom(source: MessageSource, most: number): number {
    if (this.sender !== undefined || !this.sentHeaders) {
      const response = source.takeNow();
      if (response === NO_MESSAGE) return 0;
      this.send(response);
      return 1;
    }
    this.messageRun ??= new MessageRun(this.outlet, this.served);
    return this.messageRun.addFrom(source, most);
  }

  endRun(): void {
    this.messageRun?.flush();
  }

  get isWritable(): boolean {
    return this.exchange.isWritable && this.sender?.isBusy !== true;
  }

  awaitRoom(): void {
    if (this.sender === undefined) this.exchange.awaitReady();
    else this.sender.after(() => this.exchange.awaitReady());
  }

  onSendReady(): void {
    this.pump?.pull();
  }

  // --- the end ---------------------------------------------------------------------------------

  protected sendOk(): void {
    if (!this.sentHeaders) this.sendHeaders();
    const { sender } = this;
    if (sender?.isBusy !== true) {
      this.sendOkEnd();
      return;
    }
    // Not over yet: a message before it may turn out not to be compressible.
    sender.after(() => {
      try {
        this.sendOkEnd();
      } catch (error) {
        this.refuse(error);
      }
    });
  }

  /** Runs a step after all messages that are being compressed; at once if there are none. */
  protected behindMessages(step: () => void): void {
    if (this.sender === undefined) step();
    else this.sender.after(step);
  }

  /** Sends the headers that the handler has set, before the error of the call. */
  protected sendHeadersSet(): void {
    if (this.sentHeaders || this.headers === undefined || this.headers.size === 0) return;
    try {
      this.sendHeaders();
    } catch {
      // Larger than the client takes: the status matters more.
    }
  }
}
