import {
  type AttemptHandler,
  type AttemptProgress,
  Code,
  type Compressor,
  codeName,
  type DecodableType,
  type Exchange,
  type ExchangeFailure,
  type ExchangeHandler,
  type MessageReceiver,
  type MessageTarget,
  Metadata,
  type ReceivedFields,
  ResetCode,
  type ResponseHead,
  readResponseHead,
  readTrailers,
  receiveBody,
  StatusError,
  type TrailersStatus,
  withoutStack,
} from "@tramline/rpc";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import type { AttemptRoute } from "./attempt-route.ts";
import {
  brokenResponse,
  errorOfCodec,
  errorOfFailure,
  errorOfHead,
  errorOfTrailers,
  unknownEncoding,
} from "./response-errors.ts";
import { OPEN, OVER, WaitingAttempt } from "./waiting-attempt.ts";

/** The part of an attempt that reads the response, and brings the attempt to its end. */
export abstract class ReceivingAttempt<I, O>
  extends WaitingAttempt<I, O>
  implements ExchangeHandler, MessageTarget<O>
{
  protected exchange: Exchange | undefined;
  protected transport: ClientTransport | undefined;
  private head: ResponseHead | undefined;
  /** Only where messages wait for something. */
  receiver: MessageReceiver<O> | undefined;
  readonly maxReceiveBytes: number;
  /** The server has said all, though its message is still being inflated. */
  private isEnding: boolean;
  /** How far it has come, unless the response has begun. */
  protected reached: AttemptProgress;

  constructor(route: AttemptRoute<I, O>, handler: AttemptHandler<O>) {
    super(route, handler);
    this.exchange = undefined;
    this.transport = undefined;
    this.head = undefined;
    this.receiver = undefined;
    this.maxReceiveBytes = handler.maxReceiveBytes ?? route.maxReceiveBytes;
    this.isEnding = false;
    this.reached = "tried";
  }

  get progress(): AttemptProgress {
    return this.head === undefined ? this.reached : "committed";
  }

  override onPickFailed(error: StatusError, isFinal: boolean): void {
    if (isFinal) this.reached = "final";
    this.fail(error);
  }

  onHeaders(section: ReceivedFields, endStream: boolean): void {
    if (endStream) {
      const trailers = readTrailers(section.fields);
      if (trailers === undefined) this.fail(errorOfHead(section));
      else this.finish(trailers, section.fields);
      return;
    }
    let head = section.memo as ResponseHead | undefined;
    if (head === undefined) {
      head = readResponseHead(section.status, section.fields);
      section.memo = head;
    }
    if (head.failure !== undefined) {
      // A proxy's error page, say: its body is of no use, its status says enough.
      this.abandon(errorOfHead(section));
      return;
    }
    if (head.codec !== this.route.codecName && head.codec !== "") {
      this.abandon(errorOfCodec(head.codec, this.route.codecName, section));
      return;
    }
    this.head = head;
    this.handler.onHeaders(section.fields);
  }

  onSendReady(): void {
    if (this.state === OPEN) this.handler.onSendReady();
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.state === OPEN) receiveBody(this, bytes, start, end);
  }

  get messageType(): DecodableType<O> {
    return this.route.receivedType;
  }

  get isReceiving(): boolean {
    return this.state === OPEN;
  }

  get wantedMessages(): number {
    return this.state === OPEN ? this.handler.wantedMessages : 0;
  }

  findDecompressor(): Compressor | StatusError {
    const encoding = this.head?.encoding;
    const { compressors } = this.route;
    const found = encoding === undefined ? undefined : compressors.find(encoding);
    return found ?? unknownEncoding(encoding, compressors.acceptEncoding);
  }

  get source(): object {
    return this.exchange?.writer ?? this;
  }

  onMessage(message: O): void {
    this.handler.onMessage(message);
  }

  onReceiveError(error: StatusError): void {
    if (this.state === OPEN) this.abandon(error);
    else this.handler.onFailure(error);
  }

  onLongDecode(ms: number): void {
    this.exchange?.onBlocked(ms);
  }

  countInflated(): number {
    return 0;
  }

  get inflationDebtMs(): number {
    return 0;
  }

  consume(bytes: number): void {
    this.exchange?.consume(bytes);
  }

  expect(bytes: number): void {
    this.exchange?.expect(bytes);
  }

  pull(): O | undefined {
    return this.receiver?.pull();
  }

  pullRun(into: (O | undefined)[]): number {
    return this.receiver?.pullRun(into) ?? 0;
  }

  get hasMessages(): boolean {
    return this.receiver?.hasMessages === true;
  }

  // --- the end -----------------------------------------------------------------------------------

  onEnd(section: ReceivedFields | undefined): void {
    if (this.handler.isStreaming || !this.hasMessages) {
      this.end(section);
      return;
    }
    this.isEnding = true;
    this.receiver?.whenDrained(() => this.end(section));
  }

  private end(section: ReceivedFields | undefined): void {
    if (this.state !== OPEN) return;
    if (section === undefined) {
      this.fail(brokenResponse("the server ended the response without trailers"));
      return;
    }
    let trailers = section.memo as TrailersStatus | undefined;
    if (trailers === undefined) {
      trailers = readTrailers(section.fields);
      section.memo = trailers;
    }
    if (trailers === undefined) {
      this.fail(errorOfTrailers(section));
    } else if (this.receiver?.hasPartial === true && trailers.code === Code.OK) {
      this.fail(brokenResponse("the response ended in the middle of a message"));
    } else {
      this.finish(trailers, section.fields);
    }
  }

  private finish(trailers: TrailersStatus, fields: readonly string[]): void {
    if (this.state === OVER) return;
    this.release();
    this.tracked?.end(codeName(trailers.code), fields);
    if (trailers.code === Code.OK) {
      this.onOver(undefined);
      this.handler.onSuccess(fields);
    } else {
      const metadata = Metadata.fromFields(fields);
      const { code, message } = trailers;
      const error = withoutStack(() => StatusError.fromTrailers(code, message, metadata));
      this.onOver(error);
      this.handler.onFailure(error);
    }
  }

  /** Hears the end of the attempt before its handler does. `error` is undefined for OK. */
  protected onOver(error: StatusError | undefined): void {
    if (error !== undefined) this.countFailure();
  }

  private countFailure(): void {
    const { transport } = this;
    if (transport === undefined) this.route.channel.countUnsent?.();
    else transport.failedCalls = (transport.failedCalls ?? 0) + 1;
  }

  /** The address of the server; undefined before one was picked. */
  get peer(): string | undefined {
    return this.transport?.peer;
  }

  onFailure(failure: ExchangeFailure): void {
    // The server has said all, and resets the exchange because nobody reads what we still send.
    if (this.state === OVER || this.isEnding) return;
    if (failure.unprocessed) this.reached = progressOf(failure);
    this.fail(errorOfFailure(failure));
  }

  /** Resets the exchange and fails. */
  protected abandon(error: StatusError): void {
    if (this.state === OVER) return;
    this.exchange?.reset(ResetCode.CANCEL);
    this.fail(error);
  }

  protected fail(error: StatusError): void {
    if (this.state === OVER) return;
    this.release();
    this.tracked?.end(error.code);
    this.onOver(error);
    this.handler.onFailure(error);
  }

  /** The server has finished: if our side has not, it need not. */
  private release(): void {
    this.state = OVER;
    const { exchange } = this;
    if (exchange !== undefined && !exchange.localEnded) exchange.reset(ResetCode.NO_ERROR);
  }
}

/** How far an attempt has come on which the server has not acted. */
function progressOf({ origin }: ExchangeFailure): AttemptProgress {
  if (origin === "peerReset") return "refused";
  return origin === "goaway" ? "disowned" : "unsent";
}
