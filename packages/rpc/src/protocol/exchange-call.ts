import type { Compressor } from "../compression/compressor.ts";
import {
  type ExchangeFailure,
  type ExchangeHandler,
  type MessageOutlet,
  type ReceivedFields,
  ResetCode,
  type ServedExchange,
} from "../exchange/exchange.ts";
import type { CompressedSender } from "../framing/compressed-messages.ts";
import { MessageReceiver, type MessageTarget } from "../framing/message-receiver.ts";
import type { DecodableType } from "../framing/message-types.ts";
import type { CallHost } from "../server/call-host.ts";
import type { ServedMethod } from "../server/served-method.ts";
import { ServerCall } from "../server/server-call.ts";
import { StatusError } from "../status/status-error.ts";
import { withoutStack } from "../status/without-stack.ts";

/** The request's fields, as far as a call needs them. Shared by the calls whose fields are the same. */
export interface CallHead {
  /** The timeout that the caller has set, in milliseconds; -1 for none. */
  readonly timeoutMs: number;
  /** Name of the compression of request messages; undefined for none. */
  readonly encoding: string | undefined;
  /** Names of the compressions that the client accepts, separated by commas; undefined for none. */
  readonly acceptEncoding: string | undefined;
}

/** The text of the error for a compressed message in a request that names no compression. */
export const UNNAMED_COMPRESSION =
  "a message is marked as compressed, but the request names no compression";

/** A call on an exchange: the part that receives requests, which protocols share. */
export abstract class ExchangeCall
  extends ServerCall
  implements ExchangeHandler, MessageTarget<unknown>
{
  protected readonly exchange: ServedExchange;
  protected readonly head: CallHead;
  /** Only where messages wait for something. */
  receiver: MessageReceiver<unknown> | undefined;
  readonly maxReceiveBytes: number;

  constructor(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
    head: CallHead,
  ) {
    super(host, served, section, head.timeoutMs);
    this.exchange = exchange;
    this.head = head;
    this.receiver = undefined;
    this.maxReceiveBytes = host.settings.maxReceiveBytes;
  }

  protected awaitRequest(): void {
    this.exchange.awaitsBody = true;
  }

  onHeaders(): void {}

  abstract onData(bytes: Uint8Array, start: number, end: number): void;
  abstract onSendReady(): void;

  onEnd(): void {
    if (this.isOver) return;
    const { receiver } = this;
    if (receiver?.hasPartial === true) {
      this.onReceiveError(broken("the request ended in the middle of a message"), true);
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
    return found ?? broken(UNNAMED_COMPRESSION);
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

  pullRun(into: unknown[]): number {
    return this.receiver?.pullRun(into) ?? 0;
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

  /** Where messages go. */
  protected get outlet(): MessageOutlet & { readonly localEnded: boolean } {
    return this.exchange;
  }

  protected compressMessage(sender: CompressedSender, encoded: Uint8Array): void {
    sender.send(encoded, this.compress, false);
  }

  /** Called when a message was sent without a prefix, past the outlet. Observed calls override it. */
  protected noteSent(_bytes: number, _wireBytes: number): void {}

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

/** The error of a call whose body breaks its framing. */
export function broken(text: string): StatusError {
  return withoutStack(() => new StatusError("INTERNAL", text));
}

/** The error of a handler that sends its headers twice. */
export function headersSent(): StatusError {
  return new StatusError(
    "INTERNAL",
    "the response headers have been sent already; call sendHeaders() once, before the first response",
  );
}

/** The error of a response whose header section is larger than the client accepts. */
export function metadataTooLarge(where: string): StatusError {
  return new StatusError(
    "RESOURCE_EXHAUSTED",
    `the response ${where} are larger than the client takes (its SETTINGS_MAX_HEADER_LIST_SIZE)`,
  );
}
