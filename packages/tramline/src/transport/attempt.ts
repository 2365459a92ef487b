import {
  ErrorCode,
  type FieldSection,
  type Stream,
  type StreamFailure,
  type StreamHandler,
} from "@tramline/http2";
import {
  type AttemptHandler,
  type Attempt as CallAttempt,
  Code,
  CompressedSender,
  type Compressor,
  codeFromHttp2Error,
  codeName,
  type DecodableType,
  encodeMessage,
  type MessageReceiver,
  type MessageTarget,
  Metadata,
  monotonicNowMs,
  type ResponseHead,
  readResponseHead,
  readTrailers,
  receiveBody,
  StatusError,
  sendMessage,
  type TrailersStatus,
  withoutStack,
} from "@tramline/rpc";
import { type CallTracker, TrackedCall } from "../balancer/call-tracker.ts";
import type { PickWaiter } from "../channel/pick-queue.ts";
import { StreamWait } from "../channel/stream-limit.ts";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import type { AttemptRoute } from "./attempt-route.ts";
import type { Http2Transport } from "./http2-transport.ts";
import { Replay } from "./replay.ts";

/** Where an attempt stands. */
const PICKING = 0;
const OPEN = 1;
const OVER = 2;

/** How often a call is repeated whose connection has ended before the server looked at it. */
const MAX_REPEATS = 5;

/**
 * One try of a call: it picks a connection, carries the call over one HTTP/2 stream in gRPC's mapping
 * (PROTOCOL-HTTP2), and tells its handler what comes back.
 */
export class Attempt<I, O>
  implements CallAttempt<I, O>, StreamHandler, PickWaiter, MessageTarget<O>
{
  private readonly route: AttemptRoute<I, O>;
  private readonly handler: AttemptHandler<O>;
  private stream: Stream | undefined;
  private state: number;
  private head: ResponseHead | undefined;
  /** Only where messages are compressed. */
  private sender: CompressedSender | undefined;
  /** Only where messages wait for something. */
  receiver: MessageReceiver<O> | undefined;
  readonly maxReceiveBytes: number;
  peer: string | undefined;
  nextWaiter: PickWaiter | undefined;
  previousWaiter: PickWaiter | undefined;
  waiting: boolean;
  /** The fields that the channel's call credentials add to the request. */
  #credentialFields: readonly string[] | undefined;
  private wasDelayed: boolean;
  /** Only where the call has waited for a free stream. */
  private streamWait: StreamWait | undefined;
  private repeats: number;
  /** The messages that a stream of requests has sent, until the server responds; undefined before it sends. */
  private replay: Replay | undefined;
  /** The server has said all, though its message is still being inflated. */
  private isEnding: boolean;
  /** Only where the load balancing policy counts calls. */
  private tracked: TrackedCall | undefined;

  constructor(route: AttemptRoute<I, O>, handler: AttemptHandler<O>) {
    this.route = route;
    this.handler = handler;
    this.stream = undefined;
    this.state = PICKING;
    this.head = undefined;
    this.sender = undefined;
    this.receiver = undefined;
    this.maxReceiveBytes = handler.maxReceiveBytes ?? route.maxReceiveBytes;
    this.peer = undefined;
    this.nextWaiter = undefined;
    this.previousWaiter = undefined;
    this.waiting = false;
    this.#credentialFields = undefined;
    this.wasDelayed = false;
    this.streamWait = undefined;
    this.repeats = 0;
    this.replay = undefined;
    this.isEnding = false;
    this.tracked = undefined;
  }

  // --- picking ---------------------------------------------------------------------------------

  get path(): string {
    return this.route.method.path;
  }

  /** Adds what call credentials gave: fields that inspection does not show. */
  useCredentials(fields: readonly string[]): void {
    this.#credentialFields = fields;
  }

  get waitForReady(): boolean {
    return this.handler.waitForReady ?? this.route.waitForReady ?? false;
  }

  /** Asks the channel for a connection: the one place where a call waits. */
  pick(wasDelayed: boolean): void {
    if (this.state !== PICKING) return;
    this.wasDelayed = wasDelayed;
    this.route.channel.pick(this);
    if (this.state === PICKING) this.wasDelayed = true;
  }

  get waitsFor(): string | undefined {
    if (this.waiting) return this.route.channel.describeWait();
    if (this.state !== PICKING || !this.wasDelayed) return undefined;
    return this.streamWait?.describeLimit() ?? "waiting for a connection";
  }

  get waited(): string | undefined {
    return this.streamWait?.describe();
  }

  onQueued(): void {
    if (!this.route.channel.isAtStreamLimit) return;
    this.streamWait ??= new StreamWait();
    this.streamWait.begin(monotonicNowMs());
  }

  onPicked(
    picked: ClientTransport,
    subchannel: Subchannel,
    tracker: CallTracker | undefined,
  ): void {
    if (this.state !== PICKING) return;
    this.streamWait?.end(picked, monotonicNowMs());
    // The stream may be free because the deadline of its call has passed, and with it that of this one.
    if (this.wasDelayed && this.handler.expireIfLate()) return;
    const transport = picked as Http2Transport;
    const { connection } = transport;
    let stream: Stream | undefined;
    let compressor: Compressor | undefined;
    try {
      const fields = this.handler.openingFields(this.wasDelayed);
      if (this.#credentialFields !== undefined) fields.push(...this.#credentialFields);
      const compression = this.handler.compression ?? this.route.compression;
      if (compression !== undefined) {
        compressor = this.route.compressors.forSending(compression);
        if (compressor !== undefined) fields.push("grpc-encoding", compressor.name);
      }
      if (!connection.fits(this.route.template, fields)) throw metadataTooLarge(transport.peer);
      if (transport.activeStreams === 0) transport.setIdle(false);
      stream = connection.openStream(this, this.route.template, fields, false);
    } catch (error) {
      this.fail(StatusError.from(error));
      return;
    }
    if (stream === undefined) {
      this.wasDelayed = true;
      this.route.channel.pick(this);
      return;
    }
    this.state = OPEN;
    this.stream = stream;
    this.peer = transport.peer;
    if (tracker !== undefined) this.tracked = new TrackedCall(tracker, subchannel, picked);
    if (compressor !== undefined) {
      this.sender = new CompressedSender({
        outlet: stream,
        compressor,
        thresholdBytes: this.route.compressionThresholdBytes,
        onError: (error) => this.abandon(error),
      });
    }
    this.replay?.sendAgain(stream, this.sender);
    this.handler.onOpen();
  }

  onPickFailed(error: StatusError): void {
    this.fail(error);
  }

  // --- sending ---------------------------------------------------------------------------------

  get isWritable(): boolean {
    return this.stream !== undefined && this.stream.isWritable && this.sender?.isBusy !== true;
  }

  awaitReady(): void {
    if (this.sender === undefined) this.stream?.awaitReady();
    else this.sender.after(() => this.stream?.awaitReady());
  }

  send(message: I, isLast: boolean, compress: boolean): void {
    const { route, sender } = this;
    if (isLast && sender === undefined) {
      // The only message, which its call keeps for a repetition.
      sendMessage(this.stream as Stream, route, message, true);
      return;
    }
    const replay = isLast ? undefined : this.replayed();
    if (sender === undefined) {
      const target = replay ?? (this.stream as Stream);
      sendMessage(target, route, message, false);
    } else {
      const encoded = encodeMessage(route, message);
      replay?.keep(encoded, compress);
      sender.send(encoded, compress, isLast);
    }
  }

  /** Keeps one more message of a stream, as long as the call can still be repeated. */
  private replayed(): Replay | undefined {
    if (this.head !== undefined) return undefined;
    this.replay ??= new Replay(this.stream as Stream);
    return this.replay.isComplete ? this.replay : undefined;
  }

  halfClose(): void {
    if (this.sender === undefined) this.stream?.sendData(EMPTY, true);
    else this.sender.after(() => this.stream?.sendData(EMPTY, true));
  }

  cancel(): void {
    if (this.state === PICKING) this.route.channel.abandon(this);
    else if (this.state === OPEN) this.stream?.reset(ErrorCode.CANCEL);
    this.state = OVER;
    this.tracked?.end("CANCELLED");
    this.receiver?.drop();
  }

  // --- receiving -------------------------------------------------------------------------------

  onHeaders(section: FieldSection, endStream: boolean): void {
    if (endStream) {
      this.onTrailersOnly(section);
      return;
    }
    let head = section.memo as ResponseHead | undefined;
    if (head === undefined) {
      head = readResponseHead(section.status, section.fields);
      section.memo = head;
    }
    this.head = head;
    this.replay = undefined;
    if (head.failure !== undefined) {
      // A proxy's error page, say: its body is of no use, its status says enough.
      const metadata = Metadata.fromFields(section.fields);
      const { code, message } = head.failure;
      this.abandon(withoutStack(() => new StatusError(code, message, { metadata })));
      return;
    }
    this.handler.onHeaders(section.fields);
  }

  private onTrailersOnly(section: FieldSection): void {
    const trailers = readTrailers(section.fields);
    if (trailers === undefined) {
      const head = readResponseHead(section.status, section.fields);
      const { code, message } = head.failure ?? {
        code: Code.UNKNOWN,
        message: "the server ended the call without grpc-status",
      };
      const metadata = Metadata.fromFields(section.fields);
      this.fail(withoutStack(() => new StatusError(code, message, { metadata })));
      return;
    }
    this.finish(trailers, section.fields);
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.state === OPEN) receiveBody(this, bytes, start, end);
  }

  get messageType(): DecodableType<O> {
    return this.route.method.output;
  }

  get isReceiving(): boolean {
    return this.state === OPEN;
  }

  get wantsMessage(): boolean {
    return this.state === OPEN && this.handler.wantsMessage;
  }

  findDecompressor(): Compressor | StatusError {
    const encoding = this.head?.encoding;
    const { compressors } = this.route;
    const found = encoding === undefined ? undefined : compressors.find(encoding);
    return found ?? unknownEncoding(encoding, compressors.acceptEncoding);
  }

  get source(): object {
    return this.stream?.writer ?? this;
  }

  onMessage(message: O): void {
    this.handler.onMessage(message);
  }

  onReceiveError(error: StatusError): void {
    if (this.state === OPEN) this.abandon(error);
    else this.handler.onFailure(error);
  }

  onLongDecode(ms: number): void {
    this.stream?.onBlocked(ms);
  }

  countInflated(): number {
    return 0;
  }

  consume(bytes: number): void {
    this.stream?.consume(bytes);
  }

  expect(bytes: number): void {
    this.stream?.expect(bytes);
  }

  pull(): O | undefined {
    return this.receiver?.pull();
  }

  get hasMessages(): boolean {
    return this.receiver?.hasMessages === true;
  }

  onEnd(section: FieldSection | undefined): void {
    if (this.handler.isStreaming || !this.hasMessages) {
      this.end(section);
      return;
    }
    this.isEnding = true;
    this.receiver?.whenDrained(() => this.end(section));
  }

  private end(section: FieldSection | undefined): void {
    if (this.state !== OPEN) return;
    if (section === undefined) {
      this.fail(broken("the server ended the response without trailers"));
      return;
    }
    let trailers = section.memo as TrailersStatus | undefined;
    if (trailers === undefined) {
      trailers = readTrailers(section.fields);
      section.memo = trailers;
    }
    if (trailers === undefined) {
      const metadata = Metadata.fromFields(section.fields);
      const text = "the trailers have no grpc-status";
      this.fail(withoutStack(() => new StatusError("UNKNOWN", text, { metadata })));
      return;
    }
    if (this.receiver?.hasPartial === true && trailers.code === Code.OK) {
      this.fail(broken("the response ended in the middle of a message"));
      return;
    }
    this.finish(trailers, section.fields);
  }

  private finish(trailers: TrailersStatus, fields: readonly string[]): void {
    if (this.state === OVER) return;
    this.release();
    this.tracked?.end(codeName(trailers.code), fields);
    if (trailers.code === Code.OK) {
      this.handler.onSuccess(fields);
    } else {
      const metadata = Metadata.fromFields(fields);
      const { code, message } = trailers;
      this.handler.onFailure(withoutStack(() => StatusError.fromTrailers(code, message, metadata)));
    }
  }

  onFailure(failure: StreamFailure): void {
    // The server has said all, and resets the stream because nobody reads what we still send.
    if (this.state === OVER || this.isEnding) return;
    if (failure.unprocessed && this.repeat(failure.origin)) return;
    const code =
      failure.origin === "peerReset"
        ? codeFromHttp2Error(failure.errorCode)
        : failure.origin === "localReset"
          ? Code.INTERNAL
          : Code.UNAVAILABLE;
    const { message, cause } = failure;
    this.fail(withoutStack(() => new StatusError(code, message, { cause })));
  }

  /**
   * A transparent retry (gRFC A6), as long as nothing has come back and all that was sent can be sent
   * again: once after a reset. A GOAWAY says nothing about the other connections, which may have to
   * go at the same time.
   */
  private repeat(origin: StreamFailure["origin"]): boolean {
    const limit = origin === "peerReset" ? 1 : MAX_REPEATS;
    if (this.repeats >= limit || this.head !== undefined) return false;
    if (this.replay?.isComplete === false || !this.handler.onUnprocessed()) return false;
    this.repeats += 1;
    this.tracked?.end("UNAVAILABLE");
    this.tracked = undefined;
    this.state = PICKING;
    this.stream = undefined;
    this.sender = undefined;
    this.peer = undefined;
    this.pick(true);
    return true;
  }

  onSendReady(): void {
    if (this.state === OPEN) this.handler.onSendReady();
  }

  /** Gives the stream up and ends the call. */
  private abandon(error: StatusError): void {
    if (this.state === OVER) return;
    this.stream?.reset(ErrorCode.CANCEL);
    this.fail(error);
  }

  private fail(error: StatusError): void {
    if (this.state === OVER) return;
    this.release();
    this.tracked?.end(error.code);
    this.handler.onFailure(error);
  }

  /** The server has finished: if our side has not, it need not. */
  private release(): void {
    this.state = OVER;
    const { stream } = this;
    if (stream !== undefined && !stream.localEnded) stream.reset(ErrorCode.NO_ERROR);
  }
}

const EMPTY = new Uint8Array(0);

function metadataTooLarge(peer: string): StatusError {
  return new StatusError(
    "RESOURCE_EXHAUSTED",
    `the call's metadata is larger than ${peer} takes (its SETTINGS_MAX_HEADER_LIST_SIZE)`,
  );
}

function broken(text: string): StatusError {
  return withoutStack(() => new StatusError("INTERNAL", text));
}

function unknownEncoding(encoding: string | undefined, accepted: string): StatusError {
  return broken(
    encoding === undefined
      ? "a message is marked as compressed, but no grpc-encoding was sent"
      : `the response is compressed with ${encoding}, which is not among ${accepted}`,
  );
}
