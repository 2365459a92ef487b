import {
  ErrorCode,
  type FieldSection,
  type Stream,
  type StreamFailure,
  type StreamHandler,
} from "@tramline/http2";
import {
  acceptsEncoding,
  CompressedSender,
  type Compressor,
  type DecodableType,
  deadlines,
  encodeMessage,
  type InterceptedResult,
  isThenable,
  MessageQueue,
  type MessageQueueOwner,
  MessageReceiver,
  type MessageTarget,
  monotonicNowMs,
  type RequestHead,
  type ResponseOutlet,
  ResponsePump,
  receiveBody,
  StatusError,
  sendMessage,
  withoutStack,
} from "@tramline/rpc";
import { CallContext } from "./call-context.ts";
import type { CallHost } from "./call-host.ts";
import { adoptResult, interceptCall } from "./intercept-call.ts";
import type { ServedMethod } from "./method-table.ts";
import {
  errorFields,
  metadataFields,
  NONE,
  noFields,
  okTrailers,
  responseTemplate,
  shortErrorFields,
} from "./response-fields.ts";

/** A shorter timeout has passed when the request arrives, however fast the network. */
const SHORTEST_TIMEOUT_MS = 0.001;
/** Below this, a handler that responds at once may have let the deadline pass. */
const SHORT_TIMEOUT_MS = 1000;

/**
 * One call on the server: reads the request off its stream, runs the handler, sends its response.
 * It is the handler's context as well (`CallContext`).
 */
export class ServerCall
  extends CallContext
  implements StreamHandler, MessageTarget<unknown>, MessageQueueOwner<unknown>, ResponseOutlet
{
  private readonly stream: Stream;
  /** Only where messages wait for something. */
  receiver: MessageReceiver<unknown> | undefined;
  readonly maxReceiveBytes: number;
  private request: unknown;
  private hasRequest: boolean;
  private requests: MessageQueue<unknown> | undefined;
  private pump: ResponsePump | undefined;
  private sentHeaders: boolean;
  private isOver: boolean;
  /** The handler has returned its response (or thrown). */
  private isAnswered: boolean;
  /** The handler has been called and has not returned. */
  private isRunning: boolean;
  private sender: CompressedSender | undefined;

  constructor(
    host: CallHost,
    served: ServedMethod,
    stream: Stream,
    section: FieldSection,
    head: RequestHead,
  ) {
    super(host, served, section, head);
    this.stream = stream;
    this.receiver = undefined;
    this.maxReceiveBytes = host.settings.maxReceiveBytes;
    this.request = undefined;
    this.hasRequest = false;
    this.requests = undefined;
    this.pump = undefined;
    this.sentHeaders = false;
    this.isOver = false;
    this.isAnswered = false;
    this.isRunning = false;
    this.sender = undefined;
  }

  /** Begins: a method that takes a stream of requests has its handler run from here on. */
  start(endStream: boolean): void {
    if (this.deadlineMs !== Infinity) {
      if (this.head.timeoutMs < SHORTEST_TIMEOUT_MS) {
        this.expire();
        return;
      }
      deadlines.add(this, this.deadlineMs);
    }
    if (this.served.streamsRequests) {
      this.requests = new MessageQueue(this);
      if (endStream) this.requests.end();
      this.run(this.requests);
    } else if (endStream) {
      this.onEnd();
    } else {
      this.stream.awaitsBody = true;
    }
  }

  // --- the response's headers -------------------------------------------------------------------

  sendHeaders(): void {
    if (this.sentHeaders || this.isOver) return;
    this.sentHeaders = true;
    const fields = this.headers === undefined ? [] : metadataFields(this.headers);
    if (this.encoding !== undefined) this.startCompression(this.encoding, fields);
    const template = responseTemplate(this.head.contentType);
    if (!this.stream.fits(template, fields)) {
      this.sentHeaders = false;
      throw metadataTooLarge("headers");
    }
    this.stream.sendHeaders(template, fields);
  }

  private startCompression(encoding: string, fields: string[]): void {
    const { compressors } = this.host.settings;
    if (!acceptsEncoding(this.head.acceptEncoding ?? "", encoding)) return;
    const compressor = compressors.forSending(encoding);
    if (compressor === undefined) return;
    fields.push("grpc-encoding", encoding);
    this.sender = new CompressedSender({
      outlet: this.stream,
      compressor,
      thresholdBytes: this.host.settings.compressionThresholdBytes,
      onError: (error) => this.refuseAnswer(error),
    });
  }

  // --- the request -----------------------------------------------------------------------------

  onHeaders(): void {}

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.isOver) return;
    receiveBody(this, bytes, start, end);
    if (this.requests === undefined) return;
    // A stream may rest between two messages for as long as it likes, but not within one.
    const { receiver } = this;
    this.stream.awaitsBody = receiver?.hasPartial === true && !receiver.hasMessages;
  }

  get messageType(): DecodableType<unknown> {
    return this.served.input;
  }

  get source(): object {
    return this.host;
  }

  get isReceiving(): boolean {
    return !this.isOver;
  }

  get wantsMessage(): boolean {
    if (this.isOver) return false;
    return this.requests === undefined || this.requests.isWaiting;
  }

  findDecompressor(): Compressor | StatusError {
    const { encoding } = this.head;
    const found =
      encoding === undefined ? undefined : this.host.settings.compressors.find(encoding);
    // An encoding that is unknown has been refused with the call.
    return found ?? broken("a message is marked as compressed, but no grpc-encoding was sent");
  }

  onMessage(message: unknown): void {
    if (this.requests !== undefined) {
      this.requests.push(message);
    } else if (this.hasRequest) {
      this.cut(unimplemented("more than one request for a method that takes one"));
    } else {
      this.hasRequest = true;
      this.request = message;
    }
  }

  onReceiveError(error: StatusError, isViolation: boolean): void {
    this.cut(error);
    if (isViolation) this.stream.blame();
  }

  onLongDecode(ms: number): void {
    this.stream.onBlocked(ms);
  }

  countInflated(packedBytes: number, bytes: number): number {
    return this.stream.countInflated(packedBytes, bytes);
  }

  consume(bytes: number): void {
    this.stream.consume(bytes);
  }

  expect(bytes: number): void {
    this.stream.expect(bytes);
  }

  pull(): unknown {
    return this.receiver?.pull();
  }

  get hasMessages(): boolean {
    return this.receiver?.hasMessages === true;
  }

  onEnd(): void {
    if (this.isOver) return;
    const { receiver, requests } = this;
    if (receiver?.hasPartial === true) {
      this.cut(broken("the request ended in the middle of a message"));
      this.stream.blame();
    } else if (requests !== undefined) {
      requests.end();
    } else if (receiver?.hasMessages === true) {
      receiver.whenDrained(() => this.runWithRequest());
    } else {
      this.runWithRequest();
    }
  }

  private runWithRequest(): void {
    if (this.isOver) return;
    if (!this.hasRequest) {
      this.cut(unimplemented("the request ended without a message"));
      return;
    }
    const { request } = this;
    this.request = undefined;
    this.run(request);
  }

  /** The handler left the loop over its requests: what still comes is dropped. */
  onAbandoned(): void {
    if (this.isOver) return;
    this.receiver ??= new MessageReceiver(this);
    this.receiver.drop();
  }

  // --- the response ----------------------------------------------------------------------------

  private run(request: unknown): void {
    const { handler } = this.served;
    const { interceptorWay } = this.host.settings;
    let answer: unknown;
    this.isRunning = true;
    try {
      if (interceptorWay !== undefined) {
        interceptCall(interceptorWay, this.served, request, this).then(
          (result) => this.answerWith(result),
          (error: unknown) => this.refuse(error),
        );
        return;
      }
      answer = (handler as NonNullable<typeof handler>)(request, this);
      if (answer instanceof Promise || isThenable(answer)) {
        // A thenable of somebody else's may resolve with another, or throw: a promise takes care of it.
        const promise = answer instanceof Promise ? answer : Promise.resolve(answer);
        promise.then(
          (value: unknown) => {
            this.expireIfLate();
            this.answer(value);
          },
          (error: unknown) => this.refuse(error),
        );
        return;
      }
    } catch (error) {
      this.refuse(error);
      return;
    }
    // Reading the clock costs as much as the rest of a quick handler's call.
    if (this.head.timeoutMs < SHORT_TIMEOUT_MS) this.expireIfLate();
    this.answer(answer);
  }

  /** The outermost interceptor has returned. */
  private answerWith(result: InterceptedResult): void {
    let response: unknown;
    try {
      response = adoptResult(this, result);
    } catch (error) {
      this.refuse(error);
      return;
    }
    this.expireIfLate();
    this.answer(response);
  }

  private answer(value: unknown): void {
    this.onHandlerDone();
    if (this.isOver) {
      // The response came too late; a generator is left so that its `finally` runs.
      if (this.served.streamsResponses) void this.leaveResponses(value);
      return;
    }
    try {
      if (this.served.streamsResponses) {
        this.pump = new ResponsePump(value, this);
        this.pump.pull();
        return;
      }
      this.send(value);
      this.finish();
    } catch (error) {
      this.refuseAnswer(error);
    }
  }

  private send(value: unknown): void {
    if (!this.sentHeaders) this.sendHeaders();
    const { served } = this;
    if (this.sender === undefined) {
      sendMessage(this.stream, served, value, false);
    } else {
      this.sender.send(encodeMessage(served, value), this.compress, false);
    }
  }

  get isWritable(): boolean {
    return this.stream.isWritable && this.sender?.isBusy !== true;
  }

  awaitRoom(): void {
    if (this.sender === undefined) this.stream.awaitReady();
    else this.sender.after(() => this.stream.awaitReady());
  }

  sendResponse(response: unknown): boolean {
    if (this.isOver) return false;
    if (this.stream.localEnded) {
      // Cut off below, without a word: a generator must not be pulled for nobody.
      this.end("the stream is closed", undefined);
      return false;
    }
    try {
      this.send(response);
      return true;
    } catch (error) {
      this.refuseAnswer(error);
      return false;
    }
  }

  onResponsesEnd(): void {
    this.expireIfLate();
    try {
      this.finish();
    } catch (error) {
      this.refuse(error);
    }
  }

  onResponsesError(error: unknown): void {
    this.refuse(error);
  }

  onSendReady(): void {
    this.pump?.pull();
  }

  /** Ends with OK. */
  private finish(): void {
    if (this.isOver) return;
    if (!this.sentHeaders) this.sendHeaders();
    this.isAnswered = true;
    const { sender } = this;
    if (sender?.isBusy !== true) {
      this.sendOk();
      return;
    }
    // Not over yet: a message before it may turn out not to be compressible.
    sender.after(() => {
      try {
        this.sendOk();
      } catch (error) {
        this.refuse(error);
      }
    });
  }

  private sendOk(): void {
    if (this.isOver) return;
    this.host.onCallEnded();
    this.adoptLateTrailers();
    const fields = this.trailers === undefined ? NONE : metadataFields(this.trailers);
    if (fields !== NONE && !this.stream.fits(okTrailers, fields)) {
      this.refuse(metadataTooLarge("trailers"));
      return;
    }
    this.stream.sendTrailers(okTrailers, fields);
    this.release();
  }

  /** Ends the call if its deadline has passed though its timer has not run yet. */
  private expireIfLate(): void {
    if (this.deadlineMs !== Infinity && monotonicNowMs() >= this.deadlineMs) this.expire();
  }

  /** Ends with the status of what the handler threw. */
  private refuse(thrown: unknown): void {
    this.onHandlerDone();
    if (this.isOver) return;
    this.isAnswered = true;
    this.host.onCallEnded();
    const error = StatusError.from(thrown);
    if (error !== thrown) this.host.onHandlerError(thrown, this.method.path);
    this.sendStatus(error);
  }

  private onHandlerDone(): void {
    if (!this.isRunning) return;
    this.isRunning = false;
    if (this.isOver) this.host.onOrphanedHandler(-1);
  }

  /** Ends because the handler's response cannot be sent, which whoever runs the server must hear of. */
  private refuseAnswer(error: unknown): void {
    if (error instanceof StatusError) this.host.onHandlerError(error, this.method.path);
    this.refuse(error);
  }

  /** Ends with a status of our own while the handler may still run: its signal is aborted. */
  private cut(error: StatusError): void {
    if (this.isOver) return;
    this.sendStatus(error);
  }

  private sendStatus(error: StatusError): void {
    this.adoptLateTrailers();
    let fields: string[];
    try {
      fields = errorFields(error, this.trailers);
    } catch (broken) {
      fields = errorFields(StatusError.from(broken), undefined);
    }
    this.sendHeadersSet();
    const template = responseTemplate(this.head.contentType);
    // A status that does not get through is worse than one without its details.
    if (!this.stream.fits(template, fields)) fields = shortErrorFields(error);
    if (this.sentHeaders) {
      const { sender } = this;
      if (sender === undefined) this.stream.sendTrailers(noFields, fields);
      else sender.after(() => this.stream.sendTrailers(noFields, fields));
    } else {
      this.stream.sendTrailers(template, fields);
    }
    this.ending = this.isAnswered ? undefined : error;
    this.release();
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

  /** The client's reset, a lost connection. */
  onFailure(failure: StreamFailure): void {
    if (this.isOver) return;
    const isCancel = failure.origin === "peerReset" && failure.errorCode === ErrorCode.CANCEL;
    const text = isCancel ? "the client cancelled the call" : failure.message;
    this.end(text, failure.cause);
  }

  /** Ends where nothing can be sent any more. */
  private end(text: string, cause: Error | undefined): void {
    this.ending = withoutStack(() => new StatusError("CANCELLED", text, { cause }));
    this.release();
  }

  override expire(): void {
    if (this.isOver) return;
    const text = "the deadline passed before the response";
    this.cut(withoutStack(() => new StatusError("DEADLINE_EXCEEDED", text)));
  }

  private async leaveResponses(responses: unknown): Promise<void> {
    this.host.onOrphanedHandler(1);
    await leaveIterable(responses);
    this.host.onOrphanedHandler(-1);
  }

  /** Nothing more is sent or taken: lets go of the deadline, the requests, the generator. */
  private release(): void {
    this.isOver = true;
    if (this.isRunning) this.host.onOrphanedHandler(1);
    deadlines.remove(this);
    const { ending, requests, receiver, pump, stream } = this;
    if (requests !== undefined) {
      // What has come is dropped in either case.
      if (ending === undefined) void requests.return();
      else requests.fail(ending);
    }
    if (pump?.stop(() => this.host.onOrphanedHandler(-1)) === true) this.host.onOrphanedHandler(1);
    if (ending !== undefined) this.controller?.abort(ending);
    // A client that still sends receives a reset, because nobody listens (RFC 9113 section 8.1).
    if (!stream.remoteEnded) stream.stopReading();
    receiver?.drop();
  }
}

function broken(text: string): StatusError {
  return withoutStack(() => new StatusError("INTERNAL", text));
}

/** The code for a wrong number of messages, on either side (gRPC's doc/statuscodes.md). */
function unimplemented(text: string): StatusError {
  return withoutStack(() => new StatusError("UNIMPLEMENTED", text));
}

function metadataTooLarge(where: string): StatusError {
  return new StatusError(
    "RESOURCE_EXHAUSTED",
    `the response ${where} are larger than the client takes (its SETTINGS_MAX_HEADER_LIST_SIZE)`,
  );
}

/** Errors in leaving reach nobody. */
async function leaveIterable(value: unknown): Promise<void> {
  try {
    const iterable = value as Partial<AsyncIterable<unknown>> | undefined;
    await iterable?.[Symbol.asyncIterator]?.().return?.();
  } catch {
    // As above.
  }
}
