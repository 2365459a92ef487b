import { Defaults } from "../defaults.ts";
import { ConnectionError, ErrorCode, errorCodeName } from "../errors.ts";
import type { ByteBudget, HeldLimit } from "../flow/byte-budget.ts";
import type { FlowControl } from "../flow/flow-control.ts";
import { SettingId } from "../frame/settings.ts";
import type { Allowance } from "../limits/allowance.ts";
import { defaultLimits, type Limits } from "../limits.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import type { HeaderTemplate } from "../stream/header-template.ts";
import { Stream } from "../stream/stream.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import type { Timers } from "../timers.ts";
import { AbuseGuard } from "./abuse-guard.ts";
import { firstBytes } from "./first-bytes.ts";
import { FrameReader } from "./frame-reader.ts";
import { Inbound, type InboundListener } from "./inbound.ts";
import { Keepalive, type KeepaliveLink, type KeepaliveSettings } from "./keepalive.ts";
import { Outbound, type OutboundListener } from "./outbound.ts";
import type { PingPolicySettings } from "./ping-policy.ts";
import { Preface } from "./preface.ts";
import { type LocalSettings, localSettings } from "./settings.ts";
import type { ConnectionListener, ConnectionSink } from "./sink.ts";
import { StreamTable, type StreamTableListener } from "./stream-table.ts";
import {
  ConnectionTimeouts,
  defaultTimeouts,
  type TimedConnection,
  type TimeoutSettings,
} from "./timeouts.ts";

/** How a connection is made. */
export interface ConnectionOptions {
  readonly role: "client" | "server";
  readonly sink: ConnectionSink;
  readonly listener: ConnectionListener;
  /** Takes the requests that a client opens; required for a server. */
  readonly acceptor?: StreamAcceptor;
  readonly limits?: Partial<Limits>;
  /** Differences from the default SETTINGS. */
  readonly settings?: Partial<LocalSettings>;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** The peer's allowance for acts of abusers, shared with its other connections. */
  readonly allowance?: Allowance;
  /**
   * The peer's address has used its allowance up: the connection begins with few streams, and has all of
   * them once as many calls have ended in order. Default false.
   */
  readonly startsSlowly?: boolean;
  /** The budget of held bytes that the connection shares with others (a server's). Default: one of its own. */
  readonly budget?: ByteBudget;
  /** How long the peer may take; needs `timers`. Default: forever. */
  readonly timeouts?: Partial<TimeoutSettings>;
  /** Between 0 and 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Sets timers; needed for `keepalive` and `timeouts`. */
  readonly timers?: Timers;
  /** Checks by PING that the peer is still there. Left out: no checks. */
  readonly keepalive?: KeepaliveSettings;
  /** How often a client may send PING (server). Left out: as often as `limits` permit. */
  readonly pings?: PingPolicySettings;
}

const MAX_STREAM_ID = 0x7fff_ffff;

/** Streams that a connection has at first that starts slowly. */
const SLOW_START_STREAMS = 100;

const filledLimits = new Defaults(defaultLimits);
const filledTimeouts = new Defaults(defaultTimeouts);

/** How long calls may go on after the client's GOAWAY: without an error, and with one. */
const CLIENT_GOAWAY_GRACE_MS = 300_000;
const CLIENT_ERROR_GRACE_MS = 1000;

const GRACEFUL_PING = Uint8Array.of(0x74, 0x72, 0x61, 0x6d, 0x62, 0x79, 0x65, 0x21);

/**
 * One HTTP/2 connection (RFC 9113), client or server, without I/O: bytes go in by `receive`, bytes
 * come out by `takeOutput`, and streams tell their handlers what happens.
 */
export class Connection
  implements InboundListener, StreamTableListener, OutboundListener, KeepaliveLink, TimedConnection
{
  readonly role: "client" | "server";
  private readonly sink: ConnectionSink;
  private readonly listener: ConnectionListener;
  private readonly now: () => number;
  private readonly settings: LocalSettings;
  private readonly table: StreamTable;
  private readonly outbound: Outbound;
  private readonly flow: FlowControl;
  private readonly guard: AbuseGuard;
  private readonly inbound: Inbound;
  private readonly reader: FrameReader;
  private preface: Preface | undefined;
  /** The peer's first SETTINGS have come. */
  isReady: boolean;
  /**
   * Open streams that do not count as use, such as a health check's (client). The listener hears
   * `onIdle` when no other stream is open.
   */
  backgroundStreams: number;
  /** SETTINGS of ours that the peer has not acknowledged. */
  private acksAwaited: number;
  /** The peer has acknowledged the first of them. */
  private isBound: boolean;
  /** Streams that the peer may have open in the end, and how many calls must end in order before; 0 from then on. */
  private readonly fullStreams: number;
  private slowStreamsLeft: number;
  private peerMaxConcurrentStreams: number;
  /** The lowest lastStreamId of the peer's GOAWAYs; -1 before any. */
  private goawayReceived: number;
  private goawaySent: boolean;
  private isDraining: boolean;
  /** A chunk from the peer is being dealt with. */
  private isReceiving: boolean;
  private isClosed: boolean;
  private wasAtLimit: boolean;
  /** The requests of streams from this id on are in the output: no byte of them has left. */
  private unsentFrom: number;
  /** The socket closed first: the bytes in the output never leave (client). */
  private isOutputLost: boolean;
  private readonly keepalive: Keepalive | undefined;
  private readonly timeouts: ConnectionTimeouts | undefined;
  private readonly pings: ((error: Error | undefined) => void)[];

  constructor(options: ConnectionOptions) {
    const isClient = options.role === "client";
    const limits = filledLimits.fill(options.limits);
    this.role = options.role;
    this.sink = options.sink;
    this.listener = options.listener;
    this.now = options.now;
    const settings = localSettings(limits, options.settings);
    this.fullStreams = limits.maxConcurrentStreams;
    this.slowStreamsLeft =
      options.startsSlowly === true && this.fullStreams > SLOW_START_STREAMS
        ? SLOW_START_STREAMS
        : 0;
    const firstStreams = this.slowStreamsLeft > 0 ? SLOW_START_STREAMS : this.fullStreams;
    this.settings =
      this.slowStreamsLeft > 0 ? { ...settings, maxConcurrentStreams: firstStreams } : settings;
    this.table = new StreamTable(isClient, this);
    this.outbound = new Outbound({
      sink: this.sink,
      table: this.table,
      settings: {
        initialWindowSize: this.settings.initialWindowSize,
        connectionWindowSize: this.settings.connectionWindowSize,
        growsWindows: options.settings?.initialWindowSize === undefined,
        maxHeldBytes: limits.maxHeldBytesPerConnection,
        cutsStreams: !isClient,
      },
      budget: options.budget,
      now: options.now,
      timers: options.timers,
      listener: this,
    });
    this.flow = this.outbound.flow;
    this.guard = new AbuseGuard({
      isClient,
      limits,
      now: options.now,
      allowance: options.allowance,
      listener: options.listener,
    });
    this.inbound = new Inbound({
      isClient,
      guard: this.guard,
      table: this.table,
      outbound: this.outbound,
      flow: this.flow,
      maxFieldSectionSize: this.settings.maxFieldSectionSize,
      limits,
      maxConcurrentStreams: firstStreams,
      acceptor: options.acceptor,
      listener: this,
      now: options.now,
      pings: options.pings,
    });
    this.reader = new FrameReader(this.inbound.data, this.inbound, options.now);
    this.preface = isClient ? undefined : new Preface();
    this.isReady = false;
    this.backgroundStreams = 0;
    this.acksAwaited = 1;
    this.isBound = false;
    this.peerMaxConcurrentStreams = isClient ? MAX_STREAM_ID : 0;
    this.goawayReceived = -1;
    this.goawaySent = false;
    this.isDraining = false;
    this.isReceiving = false;
    this.isClosed = false;
    this.wasAtLimit = false;
    this.unsentFrom = 0;
    this.isOutputLost = false;
    this.pings = [];
    this.keepalive = this.keepaliveOf(options);
    this.timeouts = this.timeoutsOf(options);
    this.outbound.out.first(firstBytes(this.settings, isClient));
  }

  private keepaliveOf({ keepalive, timers, now }: ConnectionOptions): Keepalive | undefined {
    if (keepalive === undefined || timers === undefined) return undefined;
    return new Keepalive(this, keepalive, now, timers);
  }

  private timeoutsOf({
    timeouts,
    timers,
    now,
    random,
  }: ConnectionOptions): ConnectionTimeouts | undefined {
    if (timeouts === undefined || timers === undefined) return undefined;
    return new ConnectionTimeouts({
      settings: filledTimeouts.fill(timeouts),
      connection: this,
      timers,
      now,
      random: random ?? Math.random,
    });
  }

  // --- for the layer above ---------------------------------------------------------------------

  /** Where messages are encoded in place; see `Stream.reserve`. */
  get output(): OutputBuffer {
    return this.outbound.output;
  }

  /** Whether `openStream` would open one now (client). */
  get acceptsStreams(): boolean {
    if (this.isClosed || this.goawayReceived >= 0 || this.isDraining || !this.isReady) return false;
    if (this.table.nextLocalId >= MAX_STREAM_ID) return false;
    if (this.table.size < this.peerMaxConcurrentStreams) return true;
    this.wasAtLimit = true;
    return false;
  }

  /** Whether a request's field section is no larger than the peer said it takes. */
  fits(template: HeaderTemplate, fields: readonly string[]): boolean {
    return this.outbound.fits(template, fields);
  }

  /** How many streams the peer lets us have open at one time (client). */
  get maxStreams(): number {
    return this.peerMaxConcurrentStreams;
  }

  /** Whether the connection has ended, though its socket may still be open. */
  get isOver(): boolean {
    return this.isClosed;
  }

  /** How many streams are open. */
  get openStreams(): number {
    return this.table.size;
  }

  /** How many streams have been opened. */
  get streamsStarted(): number {
    const { table } = this;
    return this.role === "client" ? (table.nextLocalId - 1) / 2 : (table.lastPeerId + 1) >> 1;
  }

  /** How many streams were reset with an error, by either side, or cut off by the end of the connection. */
  get streamsFailed(): number {
    return this.table.failed;
  }

  /** How many PINGs were sent to see whether the peer is still there. */
  get keepalivesSent(): number {
    return this.keepalive?.probes ?? 0;
  }

  /** How many streams are open, without those in the background. */
  get countedStreams(): number {
    return this.table.size - this.backgroundStreams;
  }

  /**
   * Opens a stream with a request (client).
   *
   * @param fields the fields that differ from call to call: name, value, name, value, …
   * @returns undefined when the connection takes no streams now (`acceptsStreams` is false).
   */
  openStream(
    handler: StreamHandler,
    template: HeaderTemplate,
    fields: readonly string[],
    endStream: boolean,
  ): Stream | undefined {
    if (!this.acceptsStreams) return undefined;
    const id = this.table.nextLocalId;
    this.table.nextLocalId = id + 2;
    const stream = new Stream(id, this.outbound, handler);
    this.table.add(stream);
    this.outbound.openingHeaders(id, template, fields, endStream);
    stream.localEnded = endStream;
    if (id + 2 >= MAX_STREAM_ID) this.retire(id);
    return stream;
  }

  /** The ids are used up: for the layer above it is as if the peer had sent GOAWAY (section 5.1.1). */
  private retire(lastStreamId: number): void {
    this.drain();
    this.listener.onGoaway(lastStreamId, ErrorCode.NO_ERROR, "its stream ids are used up");
  }

  /** Sends a PING; `done` is called with its acknowledgment, or with the reason why none will come. At most 16 under way. */
  ping(done: (error: Error | undefined) => void): void {
    if (this.isClosed || this.pings.length >= 16) {
      done(new Error(this.isClosed ? "the connection is closed" : "too many PINGs under way"));
      return;
    }
    this.pings.push(done);
    this.outbound.out.ping(new Uint8Array(8));
  }

  /** When the last bytes came from the peer, in milliseconds of the injected clock. */
  get lastReceiveMs(): number {
    return this.inbound.lastReceiveMs;
  }

  /** Ends the connection because nothing comes from the peer, not even the response to a PING. */
  onPeerSilent(reason: string): void {
    this.listener.onLimit?.({
      limit: "keepalive.timeoutMs",
      action: "closed-connection",
      detail: reason,
    });
    this.shut(new ConnectionError(ErrorCode.NO_ERROR, "H2_PEER_SILENT", reason), reason);
  }

  /**
   * Ends the connection once its streams are done. A server says so in two phases, so that no
   * request under way is lost (RFC 9113 section 6.8): a GOAWAY that refuses nothing, a PING, and
   * after its acknowledgment the GOAWAY that counts. A client opens no more streams.
   */
  drain(): void {
    if (this.isDraining || this.isClosed) return;
    this.isDraining = true;
    if (!this.isReady) {
      // A peer that has not said a word has nothing to lose.
      this.close();
    } else if (this.role === "server") {
      this.outbound.out.goaway(MAX_STREAM_ID, ErrorCode.NO_ERROR, "");
      this.outbound.out.ping(GRACEFUL_PING);
    } else {
      this.finishIfIdle();
    }
  }

  /** Ends the connection now: GOAWAY, every stream failed, the socket closed after the last byte. */
  close(errorCode: number = ErrorCode.NO_ERROR, debug = ""): void {
    if (this.isClosed) return;
    this.outbound.out.goaway(this.table.lastPeerId, errorCode, debug);
    this.shut(
      errorCode === ErrorCode.NO_ERROR
        ? undefined
        : new ConnectionError(errorCode, "H2_CLOSED", debug || "closed"),
      "the connection was closed",
    );
  }

  // --- for the socket --------------------------------------------------------------------------

  /**
   * Bytes from the peer: `bytes[start..end)`, which may be reused after this returns. Never throws: a
   * peer's mistakes end the stream or the connection.
   *
   * @param nowMs the clock's time now, which those who have it pass on
   * @param untilMs when the connection's share of the turn is used up. It stops between two frames then,
   *   and must be given the rest later, before any other bytes
   * @returns up to where `bytes` have been dealt with: `end`, unless the share was used up
   */
  receive(
    bytes: Uint8Array,
    end: number = bytes.length,
    start = 0,
    nowMs: number = this.now(),
    untilMs = Infinity,
  ): number {
    if (this.isClosed) return end;
    let at = start;
    this.inbound.beginTurn(nowMs);
    this.flow.beginChunk();
    this.isReceiving = true;
    try {
      if (this.preface !== undefined) {
        at += this.preface.match(bytes, at, end);
        if (!this.preface.isComplete) return end;
        this.preface = undefined;
      }
      at = this.reader.read(bytes, at, end, nowMs, untilMs);
      this.inbound.endTurn(nowMs);
      if (this.isClosed) return end;
      this.timeouts?.onRead(nowMs);
      return at;
    } catch (error) {
      this.onReceiveError(error);
      return end;
    } finally {
      this.isReceiving = false;
    }
  }

  /** Takes what is to be written now; then call `outputWritten`. Empty when there is nothing. */
  takeOutput(): Uint8Array[] {
    if (this.isOutputLost) return [];
    this.unsentFrom = this.table.nextLocalId;
    return this.outbound.take();
  }

  /** The bytes of the last `takeOutput` have been written. */
  outputWritten(): void {
    this.outbound.written();
  }

  get hasOutput(): boolean {
    return this.outbound.out.hasOutput;
  }

  /** The socket is gone and no write is under way. Comes after `socketClosed`. */
  outputLost(): void {
    this.outbound.out.batch.drop();
  }

  /** The socket is gone; `error` says why, undefined after an orderly end. */
  socketClosed(error: Error | undefined): void {
    if (this.isClosed) return;
    const connectionError =
      error instanceof ConnectionError || error === undefined
        ? error
        : Object.assign(new ConnectionError(ErrorCode.INTERNAL_ERROR, "H2_SOCKET", error.message), {
            cause: error,
          });
    this.isOutputLost = this.role === "client";
    if (this.table.size > 0) this.guard.countDropped(this.table.all(), this.now() | 0);
    this.shut(connectionError, error?.message ?? "the peer closed the connection");
  }

  // --- timeouts --------------------------------------------------------------------------------

  /** When the frame or the header block began that is not whole; 0 when there is none. */
  get unfinishedSinceMs(): number {
    return this.inbound.blockSinceMs || this.reader.partialSinceMs;
  }

  onTimeout(limit: keyof TimeoutSettings, detail: string): void {
    const error = new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "H2_TIMEOUT", detail, limit);
    this.onReceiveError(error);
  }

  drainFor(limit: keyof TimeoutSettings, detail: string): void {
    if (this.isDraining || this.isClosed) return;
    this.listener.onLimit?.({ limit, action: "closed-connection", detail });
    this.drain();
  }

  closeFor(limit: keyof TimeoutSettings | undefined, detail: string): void {
    const isCut = limit !== undefined && this.table.size > 0;
    if (isCut) this.listener.onLimit?.({ limit, action: "closed-connection", detail });
    this.close(ErrorCode.NO_ERROR, isCut ? limit : "");
  }

  /** Cancels calls of which no byte of body has come since `sinceMs`, although one is waited for. */
  cancelStalled(sinceMs: number): void {
    for (const stream of this.table.all()) {
      if (!stream.awaitsBody || stream.remoteEnded || !this.flow.mayReceive(stream)) continue;
      if (((sinceMs - stream.bodyAtMs) | 0) < 0) continue;
      const { handler } = stream;
      this.outbound.reset(stream, ErrorCode.CANCEL);
      handler.onFailure({
        errorCode: ErrorCode.CANCEL,
        origin: "localReset",
        message: "the rest of the request does not come (bodyTimeoutMs)",
        unprocessed: false,
        cause: undefined,
      });
      const detail = `the request of stream ${stream.id} makes no progress`;
      this.listener.onLimit?.({ limit: "bodyTimeoutMs", action: "refused-call", detail });
    }
  }

  /** The peer's bytes wait for a turn of the event loop that others have not taken. */
  onThrottled(detail: string): void {
    this.listener.onLimit?.({ limit: "turnShare", action: "throttled", detail });
  }

  // --- what frames change ----------------------------------------------------------------------

  onPeerSettings(settings: ReadonlyMap<number, number>): number {
    let walked = 0;
    let initialWindow: number | undefined;
    for (const [id, value] of settings) {
      switch (id) {
        case SettingId.HEADER_TABLE_SIZE:
          this.outbound.peerMaxTableSize = value;
          break;
        case SettingId.ENABLE_PUSH:
          if (this.role === "client" && value === 1) {
            throw new ConnectionError(
              ErrorCode.PROTOCOL_ERROR,
              "H2_PUSH_FROM_CLIENT",
              "a server sent SETTINGS_ENABLE_PUSH 1, which only a client may",
            );
          }
          break;
        case SettingId.MAX_CONCURRENT_STREAMS:
          if (this.role === "client") this.peerMaxConcurrentStreams = value;
          break;
        case SettingId.INITIAL_WINDOW_SIZE:
          initialWindow = value;
          break;
        case SettingId.MAX_FRAME_SIZE:
          this.outbound.peerMaxFrameSize = value;
          break;
        case SettingId.MAX_HEADER_LIST_SIZE:
          this.outbound.peerMaxFieldSectionSize = value;
          break;
        default:
      }
    }
    // Last, because it may let DATA go, which the other settings bind.
    if (initialWindow !== undefined) walked = this.outbound.changeInitialWindow(initialWindow);
    if (walked < 0) {
      throw new ConnectionError(
        ErrorCode.FLOW_CONTROL_ERROR,
        "H2_INITIAL_WINDOW_OVERFLOW",
        "SETTINGS_INITIAL_WINDOW_SIZE takes a stream's window beyond 2^31-1",
      );
    }
    if (!this.isReady) {
      this.isReady = true;
      this.keepalive?.start();
      this.timeouts?.onIdle(this.inbound.lastReceiveMs);
      this.listener.onReady();
    } else if (this.wasAtLimit && this.acceptsStreams) {
      this.wasAtLimit = false;
      this.listener.onCapacity();
    }
    return walked;
  }

  /** From here on the peer is bound by what we announced (section 6.5.3). */
  onSettingsAck(): boolean {
    if (this.acksAwaited === 0) return false;
    this.acksAwaited -= 1;
    if (this.isBound) return true;
    this.isBound = true;
    this.flow.onSettingsAck();
    this.reader.maxFrameSize = this.settings.maxFrameSize;
    if (this.settings.headerTableSize !== 4096) {
      this.inbound.decoder.setMaxTableSize(this.settings.headerTableSize);
    }
    return true;
  }

  onPingAck(payload: Uint8Array): boolean {
    if (this.flow.onPingAck(payload)) return true;
    if (this.isDraining && !this.goawaySent && payload[0] === GRACEFUL_PING[0]) {
      this.goawaySent = true;
      this.outbound.out.goaway(this.table.lastPeerId, ErrorCode.NO_ERROR, "");
      this.finishIfIdle();
      return true;
    }
    const done = this.pings.shift();
    done?.(undefined);
    return done !== undefined;
  }

  onGoawayFrame(lastStreamId: number, errorCode: number, debug: string): void {
    this.goawayReceived =
      this.goawayReceived < 0 ? lastStreamId : Math.min(lastStreamId, this.goawayReceived);
    const reason = `GOAWAY ${errorCodeName(errorCode)}${debug === "" ? "" : `: ${debug}`}`;
    this.listener.onGoaway(lastStreamId, errorCode, debug);
    if (this.role === "server") {
      // A client that has gone away may hear its calls out, but not for ever.
      this.timeouts?.closeWithin(
        errorCode === ErrorCode.NO_ERROR ? CLIENT_GOAWAY_GRACE_MS : CLIENT_ERROR_GRACE_MS,
        undefined,
      );
    } else {
      this.table.disownedAbove = this.goawayReceived;
      for (const stream of this.table.all()) {
        if (stream.id <= lastStreamId) continue;
        this.table.failed += 1;
        const { handler } = stream;
        this.outbound.drop(stream);
        handler.onFailure({
          errorCode,
          origin: "goaway",
          message: `the peer will not process this stream: ${reason}`,
          unprocessed: true,
          cause: undefined,
        });
      }
    }
    this.finishIfIdle();
  }

  isRefusingStreams(): boolean {
    return this.goawaySent;
  }

  private onReceiveError(error: unknown): void {
    if (this.isClosed) return;
    const failure =
      error instanceof ConnectionError
        ? error
        : Object.assign(
            new ConnectionError(
              ErrorCode.INTERNAL_ERROR,
              "H2_INTERNAL",
              error instanceof Error ? error.message : "an internal error",
            ),
            { cause: error },
          );
    const { limit, token } = failure;
    // The token too_many_pings is known to clients by itself (gRFC A8).
    const debug = limit !== undefined && token.startsWith("H2_") ? `${token} ${limit}` : token;
    this.outbound.out.goaway(this.table.lastPeerId, failure.errorCode, debug);
    if (limit !== undefined) {
      const detail = failure.message;
      this.listener.onLimit?.({ limit, action: "closed-connection", detail });
    }
    this.guard.countCut(this.table.size);
    this.shut(failure, failure.message, true);
  }

  /** So much is held for the peer that a call was rejected or cut. */
  onTooMuchHeld(limit: HeldLimit, detail: string): void {
    this.listener.onLimit?.({ limit, action: "refused-call", detail });
  }

  onInflated(packedBytes: number, bytes: number): number {
    return this.guard.countInflated(packedBytes, bytes);
  }

  get inflationDebtMs(): number {
    return this.guard.inflationDebtMs;
  }

  onBlocked(ms: number): void {
    this.sink.onBlocked?.(ms);
  }

  onViolation(): void {
    if (this.isClosed) return;
    try {
      this.guard.countViolation();
    } catch (error) {
      this.onReceiveError(error);
    }
  }

  /** A stream has closed. */
  onStreamRemoved(stream: Stream): void {
    this.outbound.forget(stream);
    if (this.slowStreamsLeft > 0 && !stream.isReset) this.countOrderly();
    if (this.wasAtLimit && this.acceptsStreams) {
      this.wasAtLimit = false;
      this.listener.onCapacity();
    }
    if (this.table.size <= this.backgroundStreams) this.onQuiet();
  }

  /** The last stream that counts has closed. */
  private onQuiet(): void {
    const isIdle = this.table.size === 0;
    // A call that is handled while its request is read does not read the clock.
    if (isIdle) this.timeouts?.onIdle(this.isReceiving ? this.inbound.lastReceiveMs : this.now());
    this.listener.onIdle();
    if (isIdle) this.finishIfIdle();
  }

  /** A call has ended in order: once enough have, the peer may have as many streams as all others. */
  private countOrderly(): void {
    this.slowStreamsLeft -= 1;
    if (this.slowStreamsLeft > 0 || this.isClosed) return;
    this.inbound.maxConcurrentStreams = this.fullStreams;
    this.acksAwaited += 1;
    this.outbound.out.settings([[SettingId.MAX_CONCURRENT_STREAMS, this.fullStreams]]);
  }

  /** After a GOAWAY, either way, the last stream takes the connection with it. */
  private finishIfIdle(): void {
    if (this.isClosed || this.table.size > 0) return;
    const isOver =
      this.role === "client" ? this.goawayReceived >= 0 || this.isDraining : this.goawaySent;
    if (!isOver) return;
    if (this.role === "client") this.outbound.out.goaway(0, ErrorCode.NO_ERROR, "");
    this.shut(undefined, "the connection has drained");
  }

  private shut(error: ConnectionError | undefined, message: string, isCut = false): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.reader.isStopped = true;
    this.keepalive?.stop();
    this.timeouts?.stop();
    this.inbound.stop();
    this.outbound.stop();
    for (const stream of this.table.all()) {
      this.table.failed += 1;
      const { handler } = stream;
      this.outbound.drop(stream);
      handler.onFailure({
        errorCode: error?.errorCode ?? ErrorCode.CANCEL,
        origin: "connection",
        message,
        unprocessed: this.isOutputLost && stream.id >= this.unsentFrom,
        cause: error,
      });
    }
    this.outbound.leaveBudget();
    for (const done of this.pings.splice(0)) done(error ?? new Error(message));
    this.sink.end(isCut, isCut && isAbuse(error));
    this.listener.onClosed(error);
  }
}

/** Whether a connection ended for a limit, other than one of time. */
function isAbuse(error: ConnectionError | undefined): boolean {
  return error?.limit !== undefined && error.token !== "H2_TIMEOUT";
}
