import { acceptsEncoding } from "../../compression/compression-registry.ts";
import type { Compressor } from "../../compression/compressor.ts";
import {
  type ExchangeFailure,
  type ExchangeHandler,
  type FieldTemplate,
  type MessageOutlet,
  type ReceivedFields,
  ResetCode,
  type ServedExchange,
} from "../../exchange/exchange.ts";
import { CompressedSender } from "../../framing/compressed-messages.ts";
import {
  MessageReceiver,
  type MessageTarget,
  receiveBody,
} from "../../framing/message-receiver.ts";
import { MessageRun, type MessageSource, NO_MESSAGE } from "../../framing/message-run.ts";
import type { DecodableType } from "../../framing/message-types.ts";
import { encodeMessage, sendMessage } from "../../framing/send-message.ts";
import type { CallHost } from "../../server/call-host.ts";
import type { ServedMethod } from "../../server/served-method.ts";
import { ServerCall } from "../../server/server-call.ts";
import { StatusError } from "../../status/status-error.ts";
import { withoutStack } from "../../status/without-stack.ts";
import {
  errorFields,
  metadataFields,
  NONE,
  noFields,
  okTrailers,
  shortErrorFields,
} from "./response-fields.ts";

/** The request's fields, as far as a call needs them. Shared by the calls whose fields are the same. */
export interface GrpcCallHead {
  /** From grpc-timeout, in milliseconds; -1 when there is none. */
  readonly timeoutMs: number;
  /** Name of the compression of request messages; undefined for none. */
  readonly encoding: string | undefined;
  /** The client's grpc-accept-encoding, as sent; undefined when there is none. */
  readonly acceptEncoding: string | undefined;
  /** The constant fields of the response. */
  readonly responseTemplate: FieldTemplate;
}

/** A call that came by gRPC over HTTP/2 (PROTOCOL-HTTP2), or what carries the same fields and bytes. */
export class GrpcServerCall extends ServerCall implements ExchangeHandler, MessageTarget<unknown> {
  private readonly exchange: ServedExchange;
  private readonly head: GrpcCallHead;
  /** Only where messages wait for something. */
  receiver: MessageReceiver<unknown> | undefined;
  readonly maxReceiveBytes: number;
  private sender: CompressedSender | undefined;
  /** Only where responses follow one another at once. */
  private messageRun: MessageRun<unknown> | undefined;

  constructor(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
    head: GrpcCallHead,
  ) {
    super(host, served, section, head.timeoutMs);
    this.exchange = exchange;
    this.head = head;
    this.receiver = undefined;
    this.maxReceiveBytes = host.settings.maxReceiveBytes;
    this.sender = undefined;
    this.messageRun = undefined;
  }

  // --- the request -----------------------------------------------------------------------------

  protected awaitRequest(): void {
    this.exchange.awaitsBody = true;
  }

  onHeaders(): void {}

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.isOver) return;
    receiveBody(this, bytes, start, end);
    if (this.requests === undefined) return;
    // A stream may rest between two messages for as long as it likes, but not within one.
    const { receiver } = this;
    this.exchange.awaitsBody = receiver?.hasPartial === true && !receiver.hasMessages;
  }

  onEnd(): void {
    if (this.isOver) return;
    const { receiver } = this;
    if (receiver?.hasPartial === true) {
      this.cut(broken("the request ended in the middle of a message"));
      this.exchange.blame();
    } else if (this.requests === undefined && receiver?.hasMessages === true) {
      receiver.whenDrained(() => this.endRequests());
    } else {
      this.endRequests();
    }
  }

  get messageType(): DecodableType<unknown> {
    return this.served.input;
  }

  get source(): object {
    return this.exchange.writer;
  }

  get isReceiving(): boolean {
    return !this.isOver;
  }

  findDecompressor(): Compressor | StatusError {
    const { encoding } = this.head;
    const found =
      encoding === undefined ? undefined : this.host.settings.compressors.find(encoding);
    // An encoding that is unknown has been refused with the call.
    return found ?? broken("a message is marked as compressed, but no grpc-encoding was sent");
  }

  onMessage(message: unknown): void {
    this.takeRequest(message);
  }

  onReceiveError(error: StatusError, isViolation: boolean): void {
    this.cut(error);
    if (error.code === "RESOURCE_EXHAUSTED") this.host.onMessageTooLarge(error.rawMessage);
    if (isViolation) this.exchange.blame();
  }

  onLongDecode(ms: number): void {
    this.exchange.onBlocked(ms);
  }

  countInflated(packedBytes: number, bytes: number): number {
    return this.exchange.countInflated(packedBytes, bytes);
  }

  get inflationDebtMs(): number {
    return this.exchange.inflationDebtMs;
  }

  consume(bytes: number): void {
    this.exchange.consume(bytes);
  }

  expect(bytes: number): void {
    this.exchange.expect(bytes);
  }

  pull(): unknown {
    return this.receiver?.pull();
  }

  get hasMessages(): boolean {
    return this.receiver?.hasMessages === true;
  }

  /** The handler left the loop over its requests: what still comes is dropped. */
  onAbandoned(): void {
    if (this.isOver) return;
    this.receiver ??= new MessageReceiver(this);
    this.receiver.drop();
  }

  protected stopReceiving(): void {
    // A client that still sends receives a reset, because nobody listens (RFC 9113 section 8.1).
    if (!this.exchange.remoteEnded) this.exchange.stopReading();
    this.receiver?.drop();
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
    fields.push("grpc-encoding", encoding);
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

  /** Where messages go. */
  protected get outlet(): MessageOutlet & { readonly localEnded: boolean } {
    return this.exchange;
  }

  protected compressMessage(sender: CompressedSender, encoded: Uint8Array): void {
    sender.send(encoded, this.compress, false);
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
      this.sendOkTrailers();
      return;
    }
    // Not over yet: a message before it may turn out not to be compressible.
    sender.after(() => {
      try {
        this.sendOkTrailers();
      } catch (error) {
        this.refuse(error);
      }
    });
  }

  private sendOkTrailers(): void {
    if (this.isOver) return;
    this.host.onCallEnded();
    this.adoptLateTrailers();
    const fields = this.trailers === undefined ? NONE : metadataFields(this.trailers);
    if (fields !== NONE && !this.exchange.fits(okTrailers, fields)) {
      this.refuse(metadataTooLarge("trailers"));
      return;
    }
    this.exchange.sendTrailers(okTrailers, fields);
    this.release(undefined);
  }

  protected sendFailure(error: StatusError): void {
    const { exchange, head } = this;
    let fields: string[];
    try {
      fields = errorFields(error, this.trailers);
    } catch (cause) {
      fields = errorFields(StatusError.from(cause), undefined);
    }
    this.sendHeadersSet();
    // A status that does not get through is worse than one without its details.
    if (!exchange.fits(head.responseTemplate, fields)) fields = shortErrorFields(error);
    if (!this.sentHeaders) exchange.sendTrailers(head.responseTemplate, fields);
    else if (this.sender === undefined) exchange.sendTrailers(noFields, fields);
    else this.sender.after(() => exchange.sendTrailers(noFields, fields));
  }

  /** Headers that the handler has set reach the caller of a call that fails, too. */
  private sendHeadersSet(): void {
    if (this.sentHeaders || this.headers === undefined || this.headers.size === 0) return;
    try {
      this.sendHeaders();
    } catch {
      // Larger than the client takes: the status matters more.
    }
  }

  protected get isCutOff(): boolean {
    return this.exchange.localEnded;
  }

  /** The client's reset, a lost connection. */
  onFailure(failure: ExchangeFailure): void {
    const isCancel = failure.origin === "peerReset" && failure.errorCode === ResetCode.CANCEL;
    const text = isCancel ? "the client cancelled the call" : failure.message;
    this.endUnheard(text, failure.cause);
  }
}

function broken(text: string): StatusError {
  return withoutStack(() => new StatusError("INTERNAL", text));
}

function headersSent(): StatusError {
  return new StatusError(
    "INTERNAL",
    "the response headers have been sent already; call sendHeaders() once, before the first response",
  );
}

function metadataTooLarge(where: string): StatusError {
  return new StatusError(
    "RESOURCE_EXHAUSTED",
    `the response ${where} are larger than the client takes (its SETTINGS_MAX_HEADER_LIST_SIZE)`,
  );
}
