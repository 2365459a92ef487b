import { Defaults } from "../defaults.ts";
import { ConnectionError, ErrorCode, errorCodeName } from "../errors.ts";
import { SettingId } from "../frame/settings.ts";
import { defaultLimits } from "../limits.ts";
import type { Stream } from "../stream/stream.ts";
import { AbuseGuard } from "./abuse-guard.ts";
import { goawayDebug, isAbuse, receiveFailure, socketFailure } from "./connection-failure.ts";
import type { ConnectionOptions } from "./connection-options.ts";
import { keepaliveOf, timeoutsOf } from "./connection-timers.ts";
import { cancelStalledStreams, failAll, failDisowned } from "./fail-streams.ts";
import { firstBytes } from "./first-bytes.ts";
import { FrameReader } from "./frame-reader.ts";
import { Inbound, type InboundListener } from "./inbound.ts";
import type { Keepalive, KeepaliveLink } from "./keepalive.ts";
import { Outbound } from "./outbound.ts";
import { OutboundEvents } from "./outbound-events.ts";
import { applyPeerSettings } from "./peer-settings.ts";
import { Pings } from "./pings.ts";
import { type LocalSettings, localSettings } from "./settings.ts";
import type { ConnectionListener, ConnectionSink } from "./sink.ts";
import { SlowStart } from "./slow-start.ts";
import { StreamTable, type StreamTableListener } from "./stream-table.ts";
import type { ConnectionTimeouts, TimedConnection, TimeoutSettings } from "./timeouts.ts";

/** The highest id that a stream can have. */
export const MAX_STREAM_ID = 0x7fff_ffff;

const filledLimits = new Defaults(defaultLimits);

/** How long calls may go on after the client's GOAWAY: without an error, and with one. */
const CLIENT_GOAWAY_GRACE_MS = 300_000;
const CLIENT_ERROR_GRACE_MS = 1000;

const GRACEFUL_PING = Uint8Array.of(0x74, 0x72, 0x61, 0x6d, 0x62, 0x79, 0x65, 0x21);

/**
 * The parts of a connection, and its state from the first SETTINGS to the end: what the peer's control
 * frames, timers, and the layer above change. {@link Connection} is what the layer above sees of it.
 */
export class Lifecycle
  implements InboundListener, StreamTableListener, KeepaliveLink, TimedConnection
{
  readonly isClient: boolean;
  readonly table: StreamTable;
  readonly outbound: Outbound;
  readonly inbound: Inbound;
  readonly reader: FrameReader;
  readonly keepalive: Keepalive | undefined;
  readonly timeouts: ConnectionTimeouts | undefined;
  private readonly pings: Pings;
  private readonly guard: AbuseGuard;
  private readonly sink: ConnectionSink;
  private readonly listener: ConnectionListener;
  private readonly now: () => number;
  private readonly settings: LocalSettings;
  /** The peer's first SETTINGS have come. */
  isReady: boolean;
  /** Open streams that do not count as use. */
  backgroundStreams: number;
  /** SETTINGS of ours that the peer has not acknowledged. */
  private acksAwaited: number;
  /** The peer has acknowledged the first of them. */
  private isBound: boolean;
  private readonly slowStart: SlowStart;
  /** How many streams the peer lets us have open at one time (client). */
  peerMaxConcurrentStreams: number;
  /** The lowest lastStreamId of the peer's GOAWAYs; -1 before any. */
  private goawayReceived: number;
  private afterGoaway: string;
  private goawaySent: boolean;
  private isDraining: boolean;
  /** A chunk from the peer is being dealt with. */
  isReceiving: boolean;
  isClosed: boolean;
  private wasAtLimit: boolean;
  /** The requests of streams from this id on are in the output: no byte of them has left. */
  unsentFrom: number;
  /** The socket closed first: the bytes in the output never leave (client). */
  isOutputLost: boolean;

  constructor(options: ConnectionOptions) {
    const isClient = options.role === "client";
    const limits = filledLimits.fill(options.limits);
    this.isClient = isClient;
    this.sink = options.sink;
    this.listener = options.listener;
    this.now = options.now;
    const settings = localSettings(isClient, limits, options.settings);
    this.slowStart = new SlowStart(limits.maxConcurrentStreams, options.startsSlowly === true);
    const { firstStreams } = this.slowStart;
    this.settings =
      this.slowStart.left > 0 ? { ...settings, maxConcurrentStreams: firstStreams } : settings;
    this.guard = new AbuseGuard({
      isClient,
      limits,
      now: options.now,
      allowance: options.allowance,
      listener: options.listener,
    });
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
      account: options.allowance,
      now: options.now,
      timers: options.timers,
      listener: new OutboundEvents(this.guard, this.sink, this.listener, this),
    });
    this.inbound = new Inbound({
      isClient,
      guard: this.guard,
      table: this.table,
      outbound: this.outbound,
      flow: this.outbound.flow,
      maxFieldSectionSize: this.settings.maxFieldSectionSize,
      limits,
      maxConcurrentStreams: firstStreams,
      acceptor: options.acceptor,
      listener: this,
      now: options.now,
      pings: options.pings,
    });
    this.reader = new FrameReader(this.inbound.data, this.inbound, options.now);
    this.isReady = false;
    this.backgroundStreams = 0;
    this.acksAwaited = 1;
    this.isBound = false;
    this.peerMaxConcurrentStreams = isClient ? MAX_STREAM_ID : 0;
    this.goawayReceived = -1;
    this.afterGoaway = "";
    this.goawaySent = false;
    this.isDraining = false;
    this.isReceiving = false;
    this.isClosed = false;
    this.wasAtLimit = false;
    this.unsentFrom = 0;
    this.isOutputLost = false;
    this.pings = new Pings(this.outbound.out);
    this.keepalive = keepaliveOf(options, this);
    this.timeouts = timeoutsOf(options, this);
    this.outbound.out.first(firstBytes(this.settings, isClient));
  }

  // --- for the layer above ---------------------------------------------------------------------

  /** Whether `openStream` would open one now (client). */
  get acceptsStreams(): boolean {
    if (this.isClosed || this.goawayReceived >= 0 || this.isDraining || !this.isReady) return false;
    if (this.table.nextLocalId >= MAX_STREAM_ID) return false;
    if (this.table.size < this.peerMaxConcurrentStreams) return true;
    this.wasAtLimit = true;
    return false;
  }

  /** The ids are used up: for the layer above it is as if the peer had sent GOAWAY (section 5.1.1). */
  retire(lastStreamId: number): void {
    this.drain();
    this.listener.onGoaway(lastStreamId, ErrorCode.NO_ERROR, "its stream ids are used up");
  }

  ping(done: (error: Error | undefined) => void): void {
    if (this.isClosed) done(new Error("the connection is closed"));
    else this.pings.send(done);
  }

  get openStreams(): number {
    return this.table.size;
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
   * Ends the connection once its streams are done. A server loses no request under way (RFC 9113 section 6.8): it sends a
   * GOAWAY that refuses nothing, a PING, and, once that is acknowledged, the GOAWAY that counts. A client opens no more.
   */
  drain(): void {
    if (this.isDraining || this.isClosed) return;
    this.isDraining = true;
    if (!this.isReady) {
      // A peer that has not said a word has nothing to lose.
      this.close();
    } else if (!this.isClient) {
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

  /** The socket is gone; `error` says why, undefined after an orderly end. */
  socketClosed(error: Error | undefined): void {
    if (this.isClosed) return;
    this.isOutputLost = this.isClient;
    if (this.table.size > 0) this.guard.countDropped(this.table.all(), this.now() | 0);
    const problem = error?.message ?? "the peer closed the connection";
    this.shut(socketFailure(error), `${problem}${this.afterGoaway}`);
  }

  // --- for timers --------------------------------------------------------------------------------

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

  cancelStalled(sinceMs: number): void {
    cancelStalledStreams(this.table, this.outbound, sinceMs, (stream) => {
      const detail = `the request of stream ${stream.id} makes no progress`;
      this.listener.onLimit?.({ limit: "bodyTimeoutMs", action: "refused-call", detail });
    });
  }

  /** The peer's bytes wait for a turn of the event loop that others have not taken. */
  onThrottled(detail: string): void {
    this.listener.onLimit?.({ limit: "turnShare", action: "throttled", detail });
  }

  // --- what frames change ----------------------------------------------------------------------

  onPeerSettings(settings: ReadonlyMap<number, number>): number {
    const maxStreams = settings.get(SettingId.MAX_CONCURRENT_STREAMS);
    if (this.isClient && maxStreams !== undefined) this.peerMaxConcurrentStreams = maxStreams;
    const walked = applyPeerSettings(settings, this.outbound, this.isClient);
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
    this.outbound.flow.onSettingsAck();
    this.reader.maxFrameSize = this.settings.maxFrameSize;
    if (this.settings.headerTableSize !== 4096) {
      this.inbound.decoder.setMaxTableSize(this.settings.headerTableSize);
    }
    return true;
  }

  onPingAck(payload: Uint8Array): boolean {
    if (this.outbound.flow.onPingAck(payload)) return true;
    if (this.isDraining && !this.goawaySent && payload[0] === GRACEFUL_PING[0]) {
      this.goawaySent = true;
      this.outbound.out.goaway(this.table.lastPeerId, ErrorCode.NO_ERROR, "");
      this.finishIfIdle();
      return true;
    }
    return this.pings.acknowledge();
  }

  onGoawayFrame(lastStreamId: number, errorCode: number, debug: string): void {
    this.goawayReceived =
      this.goawayReceived < 0 ? lastStreamId : Math.min(lastStreamId, this.goawayReceived);
    const reason = `GOAWAY ${errorCodeName(errorCode)}${debug === "" ? "" : `: ${debug}`}`;
    this.afterGoaway = ` after ${reason}`;
    this.listener.onGoaway(lastStreamId, errorCode, debug);
    if (!this.isClient) {
      // A client that has gone away may hear its calls out, but not for ever.
      this.timeouts?.closeWithin(
        errorCode === ErrorCode.NO_ERROR ? CLIENT_GOAWAY_GRACE_MS : CLIENT_ERROR_GRACE_MS,
        undefined,
      );
    } else {
      this.table.disownedAbove = this.goawayReceived;
      failDisowned(this.table, this.outbound, lastStreamId, errorCode, reason);
    }
    this.finishIfIdle();
  }

  isRefusingStreams(): boolean {
    return this.goawaySent;
  }

  /** Ends the connection for an error that was thrown while the peer's bytes were read. */
  onReceiveError(error: unknown): void {
    if (this.isClosed) return;
    const failure = receiveFailure(error);
    const { limit } = failure;
    this.outbound.out.goaway(this.table.lastPeerId, failure.errorCode, goawayDebug(failure));
    if (limit !== undefined) {
      this.listener.onLimit?.({ limit, action: "closed-connection", detail: failure.message });
    }
    this.guard.countCut(this.table.size);
    this.shut(failure, failure.message, true);
  }

  /** A stream has closed. */
  onStreamRemoved(stream: Stream): void {
    this.outbound.forget(stream);
    if (this.slowStart.left > 0 && !stream.isReset) this.countOrderly();
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
    if (!this.slowStart.count() || this.isClosed) return;
    const { fullStreams } = this.slowStart;
    this.inbound.maxConcurrentStreams = fullStreams;
    this.acksAwaited += 1;
    this.outbound.out.settings([[SettingId.MAX_CONCURRENT_STREAMS, fullStreams]]);
  }

  /** After a GOAWAY, either way, the last stream takes the connection with it. */
  private finishIfIdle(): void {
    if (this.isClosed || this.table.size > 0) return;
    const isOver = this.isClient ? this.goawayReceived >= 0 || this.isDraining : this.goawaySent;
    if (!isOver) return;
    if (this.isClient) this.outbound.out.goaway(0, ErrorCode.NO_ERROR, "");
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
    const unsentFrom = this.isOutputLost ? this.unsentFrom : Infinity;
    failAll(this.table, this.outbound, unsentFrom, message, error);
    this.outbound.leaveBudget();
    this.pings.fail(error, message);
    this.sink.end(isCut, isCut && isAbuse(error));
    this.listener.onClosed(error);
  }
}
