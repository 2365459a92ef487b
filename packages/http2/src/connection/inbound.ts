import { ConnectionError, ErrorCode, errorCodeName, StreamError } from "../errors.ts";
import type { FlowControl } from "../flow/flow-control.ts";
import { TYPE_CONTINUATION } from "../frame/continuation.ts";
import { protocolError } from "../frame/frame-header.ts";
import { parseGoaway, TYPE_GOAWAY } from "../frame/goaway.ts";
import { TYPE_HEADERS } from "../frame/headers.ts";
import { parsePing, TYPE_PING } from "../frame/ping.ts";
import { parsePriority, TYPE_PRIORITY } from "../frame/priority.ts";
import { TYPE_PUSH_PROMISE } from "../frame/push-promise.ts";
import { parseRstStream, TYPE_RST_STREAM } from "../frame/rst-stream.ts";
import { parseSettings, TYPE_SETTINGS } from "../frame/settings.ts";
import { parseWindowUpdate, TYPE_WINDOW_UPDATE } from "../frame/window-update.ts";
import type { HpackDecoder } from "../hpack/decoder.ts";
import type { Limits } from "../limits.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import type { AbuseGuard } from "./abuse-guard.ts";
import { DataReceiver } from "./data-receiver.ts";
import { FieldBlock } from "./field-block.ts";
import type { FrameHead, FrameSink } from "./frame-reader.ts";
import { FrameSequence } from "./frame-sequence.ts";
import { HeaderReceiver } from "./header-receiver.ts";
import type { Outbound } from "./outbound.ts";
import { PingPolicy, type PingPolicySettings } from "./ping-policy.ts";
import { StreamRules } from "./stream-rules.ts";
import type { StreamTable } from "./stream-table.ts";

/** The cost of frames, as a multiple of one that only has to be read; see `AbuseGuard.countControl`. */
const GOAWAY_WEIGHT = 4;
const PAIRS_PER_WEIGHT = 8;
const STREAMS_PER_WEIGHT = 16;

/** The effects of incoming frames on the connection as a whole. */
export interface InboundListener {
  /** Returns how many streams had to be looked at. */
  onPeerSettings(settings: ReadonlyMap<number, number>): number;
  /** Returns false when our SETTINGS have been acknowledged before. */
  onSettingsAck(): boolean;
  /** Returns false when no PING is under way. */
  onPingAck(payload: Uint8Array): boolean;
  /** The peer sent GOAWAY (RFC 9113 section 6.8). `debug` is its debug data as text. */
  onGoawayFrame(lastStreamId: number, errorCode: number, debug: string): void;
  /** Whether to reject streams that the peer opens now, because this side is going away. */
  isRefusingStreams(): boolean;
}

/** The parts of an {@link Inbound}. */
export interface InboundParts {
  readonly isClient: boolean;
  readonly table: StreamTable;
  readonly outbound: Outbound;
  readonly flow: FlowControl;
  /** SETTINGS_MAX_HEADER_LIST_SIZE of ours. */
  readonly maxFieldSectionSize: number;
  readonly limits: Limits;
  /** Streams that the peer may have open at first. */
  readonly maxConcurrentStreams: number;
  readonly acceptor: StreamAcceptor | undefined;
  readonly listener: InboundListener;
  readonly guard: AbuseGuard;
  readonly now: () => number;
  /** How often the peer may send PING; undefined permits all that `limits` permit. */
  readonly pings: PingPolicySettings | undefined;
}

/** Acts on the frames that a peer sends, all but DATA, which goes to `data`. */
export class Inbound implements FrameSink {
  private readonly table: StreamTable;
  private readonly outbound: Outbound;
  private readonly listener: InboundListener;
  private readonly guard: AbuseGuard;
  private readonly block: FieldBlock;
  private readonly sequence: FrameSequence;
  private readonly rules: StreamRules;
  private readonly headers: HeaderReceiver;
  private readonly pingPolicy: PingPolicy | undefined;
  /** Takes DATA frames. */
  readonly data: DataReceiver;
  /** When the last chunk came from the socket, in milliseconds of the injected clock. */
  lastReceiveMs: number;

  constructor(parts: InboundParts) {
    const { isClient, table, outbound, flow, guard, limits, listener } = parts;
    this.table = table;
    this.outbound = outbound;
    this.listener = listener;
    this.lastReceiveMs = parts.now();
    this.pingPolicy = parts.pings === undefined ? undefined : new PingPolicy(parts.pings);
    const block = new FieldBlock(limits);
    const sequence = new FrameSequence(block);
    const rules = new StreamRules({ isClient, table, ender: outbound, guard });
    this.guard = guard;
    this.block = block;
    this.sequence = sequence;
    this.rules = rules;
    this.headers = new HeaderReceiver({
      isClient,
      table,
      outbound,
      flow,
      maxFieldSectionSize: parts.maxFieldSectionSize,
      guard,
      rules,
      block,
      acceptor: parts.acceptor,
      maxConcurrentStreams: parts.maxConcurrentStreams,
      refusal: listener,
    });
    this.data = new DataReceiver({ table, flow, guard, rules, sequence });
  }

  /** When the header block under way began; 0 when there is none. */
  get blockSinceMs(): number {
    return this.block.sinceMs;
  }

  set maxConcurrentStreams(count: number) {
    this.headers.maxConcurrentStreams = count;
  }

  get decoder(): HpackDecoder {
    return this.headers.decoder;
  }

  /** The connection is over. */
  stop(): void {
    this.block.drop();
  }

  /** A chunk has been read. */
  endTurn(nowMs: number): void {
    if (this.block.streamId !== 0 && this.block.sinceMs === 0) this.block.sinceMs = nowMs;
  }

  /** A chunk from the socket is about to be read. */
  beginTurn(nowMs: number): void {
    this.lastReceiveMs = nowMs;
    this.rules.turnMs = nowMs | 0;
  }

  onFrame(head: FrameHead, bytes: Uint8Array, start: number): void {
    this.sequence.check(head.type, head.streamId);
    try {
      this.dispatch(head, bytes, start);
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      const stream = this.table.get(error.streamId);
      if (stream !== undefined) {
        this.rules.failStream(stream, error.errorCode, error.token);
        return;
      }
      this.guard.countViolation();
      this.outbound.resetId(error.streamId, error.errorCode);
    }
  }

  private dispatch(head: FrameHead, bytes: Uint8Array, start: number): void {
    switch (head.type) {
      case TYPE_HEADERS:
        this.headers.onHeaders(head, bytes, start);
        break;
      case TYPE_CONTINUATION:
        this.headers.onContinuation(head, bytes, start);
        break;
      case TYPE_WINDOW_UPDATE:
        this.onWindowUpdate(head, bytes, start);
        break;
      case TYPE_RST_STREAM:
        this.onRstStream(head, bytes, start);
        break;
      case TYPE_SETTINGS:
        this.onSettings(head, bytes, start);
        break;
      case TYPE_PING:
        this.onPing(head, bytes, start);
        break;
      case TYPE_GOAWAY:
        this.onGoaway(head, bytes, start);
        break;
      case TYPE_PRIORITY:
        this.guard.countControl();
        parsePriority(bytes, start, head.length, head.flags, head.streamId);
        break;
      case TYPE_PUSH_PROMISE:
        throw protocolError("H2_PUSH_PROMISE", "PUSH_PROMISE, which is disabled here");
      default:
        // Unknown frame types are ignored (section 4.1), but not for free.
        this.guard.countControl();
    }
  }

  private onGoaway(head: FrameHead, bytes: Uint8Array, start: number): void {
    const { length, flags, streamId } = head;
    const goaway = parseGoaway(bytes, start, length, flags, streamId);
    this.guard.countControl(GOAWAY_WEIGHT);
    this.listener.onGoawayFrame(goaway.lastStreamId, goaway.errorCode, goaway.debug);
  }

  private onWindowUpdate(head: FrameHead, bytes: Uint8Array, start: number): void {
    const { length, flags, streamId } = head;
    const increment = parseWindowUpdate(bytes, start, length, flags, streamId);
    if (this.outbound.out.updatesEarned > 0) this.outbound.out.updatesEarned -= 1;
    else this.guard.countControl();
    if (streamId === 0) {
      if (!this.outbound.widenConnection(increment)) {
        throw new ConnectionError(
          ErrorCode.FLOW_CONTROL_ERROR,
          "H2_CONNECTION_WINDOW_OVERFLOW",
          "WINDOW_UPDATE beyond 2^31-1 on the connection",
        );
      }
      return;
    }
    const stream = this.table.get(streamId);
    if (stream === undefined) {
      this.rules.checkNotIdle(streamId, "WINDOW_UPDATE");
      return;
    }
    if (!this.outbound.widenStream(stream, increment)) {
      this.rules.failStream(stream, ErrorCode.FLOW_CONTROL_ERROR, "H2_STREAM_WINDOW_OVERFLOW");
    }
  }

  private onRstStream(head: FrameHead, bytes: Uint8Array, start: number): void {
    const { length, flags, streamId } = head;
    const errorCode = parseRstStream(bytes, start, length, flags, streamId);
    const stream = this.table.get(streamId);
    if (stream === undefined) {
      // The stream had ended here already: the two ends have passed each other on the way.
      this.rules.checkNotIdle(streamId, "RST_STREAM");
      this.guard.countControl();
      return;
    }
    if (!stream.localEnded) this.guard.countReset(stream, this.rules.turnMs);
    if (errorCode !== ErrorCode.NO_ERROR) this.table.failed += 1;
    const { handler } = stream;
    this.outbound.drop(stream);
    handler.onFailure({
      errorCode,
      origin: "peerReset",
      message: `the peer reset the stream with ${errorCodeName(errorCode)}`,
      unprocessed: errorCode === ErrorCode.REFUSED_STREAM,
      cause: undefined,
    });
  }

  private onSettings(head: FrameHead, bytes: Uint8Array, start: number): void {
    const { length, flags, streamId } = head;
    const settings = parseSettings(bytes, start, length, flags, streamId);
    if (settings === undefined) {
      if (!this.listener.onSettingsAck()) this.guard.countControl();
      return;
    }
    this.guard.countControl(1 + settings.size / PAIRS_PER_WEIGHT);
    // The acknowledgement goes first: what the new values let us send then follows it, so that the
    // peer can tell that they were applied to it.
    this.outbound.out.settingsAck();
    const walked = this.listener.onPeerSettings(settings);
    if (walked > 0) this.guard.countControl(walked / STREAMS_PER_WEIGHT);
    this.guard.checkUnread(this.outbound.out.controlBytes);
  }

  private onPing(head: FrameHead, bytes: Uint8Array, start: number): void {
    const { length, flags, streamId } = head;
    const { ack, payload } = parsePing(bytes, start, length, flags, streamId);
    if (ack) {
      if (!this.listener.onPingAck(payload)) this.guard.countControl();
      return;
    }
    // Peers that measure the path (grpc-go's BDP estimate) send a PING for each round trip with data.
    const sentData = this.outbound.takeActivity();
    if (!sentData) this.guard.countControl();
    this.pingPolicy?.onPing(this.lastReceiveMs, sentData, this.table.size);
    this.outbound.out.pong(payload);
    this.guard.checkUnread(this.outbound.out.controlBytes);
  }
}
