import { ConnectionError, ErrorCode, errorCodeName, StreamError } from "../errors.ts";
import { FIELD_SECTION_TOO_LARGE, type FieldSection } from "../field-section.ts";
import { DEFAULT_WINDOW } from "../flow/window.ts";
import { TYPE_CONTINUATION } from "../frame/continuation.ts";
import { checkDataStream, dataBodyLength, FLAG_END_STREAM, FLAG_PADDED } from "../frame/data.ts";
import { parseGoaway, TYPE_GOAWAY } from "../frame/goaway.ts";
import { FLAG_END_HEADERS, FLAG_PRIORITY, parseHeaders, TYPE_HEADERS } from "../frame/headers.ts";
import { parsePing, TYPE_PING } from "../frame/ping.ts";
import { parsePriority, TYPE_PRIORITY } from "../frame/priority.ts";
import { TYPE_PUSH_PROMISE } from "../frame/push-promise.ts";
import { parseRstStream, TYPE_RST_STREAM } from "../frame/rst-stream.ts";
import { parseSettings, TYPE_SETTINGS } from "../frame/settings.ts";
import { parseWindowUpdate, TYPE_WINDOW_UPDATE } from "../frame/window-update.ts";
import type { HpackDecoder } from "../hpack/decoder.ts";
import type { Limits } from "../limits.ts";
import { requestRule, responseRule, trailersRule } from "../stream/field-rules.ts";
import { Stream } from "../stream/stream.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import type { StreamFailure, StreamHandler } from "../stream/stream-handler.ts";
import { AbuseGuard } from "./abuse-guard.ts";
import { FieldBlock } from "./field-block.ts";
import type { FrameSink } from "./frame-reader.ts";
import type { Outbound } from "./outbound.ts";
import type { LocalSettings } from "./settings.ts";
import type { StreamTable } from "./stream-table.ts";

/** What incoming frames change on the connection as a whole. */
export interface InboundListener {
  onPeerSettings(settings: ReadonlyMap<number, number>): void;
  onSettingsAck(): void;
  onPingAck(payload: Uint8Array): void;
  onGoawayFrame(lastStreamId: number, errorCode: number, debug: string): void;
  /** Whether a stream that the peer opens now is to be refused (we are going away). */
  isRefusingStreams(): boolean;
}

const HEADERS_VARIANTS = FLAG_END_HEADERS | FLAG_PADDED | FLAG_PRIORITY;

const CHECKED_REQUEST = 1;
const CHECKED_RESPONSE = 2;
const CHECKED_TRAILERS = 3;

/** What a stream is given between its creation and its acceptor's answer. */
const unattached: StreamHandler = {
  onHeaders() {},
  onData() {},
  onEnd() {},
  onFailure() {},
  onSendReady() {},
};

/**
 * Acts on the frames that a peer sends: the state rules of RFC 9113 section 5.1, flow control on
 * receipt, field blocks over CONTINUATION, and the limits on what a peer may cost us.
 */
export class Inbound implements FrameSink {
  private readonly isClient: boolean;
  private readonly table: StreamTable;
  private readonly outbound: Outbound;
  private readonly decoder: HpackDecoder;
  private readonly limits: Limits;
  private readonly acceptor: StreamAcceptor | undefined;
  private readonly listener: InboundListener;
  private readonly now: () => number;
  private readonly guard: AbuseGuard;
  private readonly connectionWindowSize: number;
  /** What the peer may send on the connection. */
  private recvWindow: number;
  private uncredited: number;
  /** The window that the peer's streams (or ours, receiving) start with: 65,535 until our SETTINGS are acknowledged. */
  initialWindow: number;
  private receivedSettings: boolean;
  /** The time when the chunk under way arrived: 32 bits of milliseconds, read once per chunk. */
  private turnMs: number;
  // The DATA frame under way.
  private dataStream: Stream | undefined;
  private dataFlags: number;
  private dataLength: number;
  /** Payload left before the padding begins; -1 while the pad length octet is still to come. */
  private dataBody: number;
  private dataSeen: number;
  private readonly block: FieldBlock;

  constructor(
    isClient: boolean,
    table: StreamTable,
    outbound: Outbound,
    decoder: HpackDecoder,
    limits: Limits,
    settings: LocalSettings,
    acceptor: StreamAcceptor | undefined,
    listener: InboundListener,
    now: () => number,
  ) {
    this.isClient = isClient;
    this.table = table;
    this.outbound = outbound;
    this.decoder = decoder;
    this.limits = limits;
    this.acceptor = acceptor;
    this.listener = listener;
    this.now = now;
    this.guard = new AbuseGuard(isClient, limits, now);
    this.connectionWindowSize = settings.connectionWindowSize;
    this.recvWindow = settings.connectionWindowSize;
    this.uncredited = 0;
    this.initialWindow = DEFAULT_WINDOW;
    this.receivedSettings = false;
    this.turnMs = 0;
    this.dataStream = undefined;
    this.dataFlags = 0;
    this.dataLength = 0;
    this.dataBody = 0;
    this.dataSeen = 0;
    this.block = new FieldBlock(limits);
  }

  /** A chunk from the socket is about to be read. */
  beginTurn(): void {
    this.turnMs = this.now() | 0;
  }

  // --- DATA ------------------------------------------------------------------------------------

  onDataBegin(streamId: number, length: number, flags: number): void {
    if (this.block.streamId !== 0 || !this.receivedSettings) this.checkSequence(-1, streamId);
    checkDataStream(streamId);
    this.dataFlags = flags;
    this.dataLength = length;
    this.dataBody = (flags & FLAG_PADDED) === 0 ? length : -1;
    this.dataSeen = 0;
    if (length > this.recvWindow) {
      throw new ConnectionError(
        ErrorCode.FLOW_CONTROL_ERROR,
        "H2_CONNECTION_WINDOW_EXCEEDED",
        `${length} bytes of DATA, but the connection's window has ${this.recvWindow}`,
      );
    }
    this.creditConnection(length);
    if (length === 0) {
      // One that says it is padded lacks its pad length.
      if ((flags & FLAG_PADDED) !== 0) dataBodyLength(0, 0);
      if ((flags & FLAG_END_STREAM) === 0) this.guard.countControl();
    }
    const stream = this.table.get(streamId);
    if (stream === undefined || stream.remoteEnded) {
      this.dataStream = undefined;
      this.rejectLate(streamId, "DATA");
      return;
    }
    this.dataStream = stream;
    if (!stream.headersReceived) {
      this.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_DATA_BEFORE_HEADERS");
      return;
    }
    if (length > stream.recvWindow) {
      this.failStream(stream, ErrorCode.FLOW_CONTROL_ERROR, "H2_STREAM_WINDOW_EXCEEDED");
      return;
    }
  }

  onDataPiece(bytes: Uint8Array, start: number, end: number): void {
    let from = start;
    if (this.dataBody < 0) {
      this.dataBody = dataBodyLength(this.dataLength, bytes[from++] as number);
    }
    const size = Math.min(end - from, this.dataBody - this.dataSeen);
    if (size <= 0) return;
    this.dataSeen += size;
    const stream = this.dataStream;
    if (stream === undefined || stream.remoteEnded) return;
    // Piece by piece, so that `Stream.expect` knows what of this frame is still to come.
    stream.recvWindow -= size;
    if (stream.bodyRemaining >= 0 && (stream.bodyRemaining -= size) < 0) {
      this.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_CONTENT_LENGTH_MISMATCH");
      return;
    }
    stream.handler.onData(bytes, from, from + size);
  }

  onDataEnd(): void {
    const stream = this.dataStream;
    this.dataStream = undefined;
    if (stream === undefined || stream.remoteEnded) return;
    // Padding and its length octet are nobody's to consume.
    const overhead = this.dataLength - this.dataSeen;
    if (overhead > 0) {
      stream.recvWindow -= overhead;
      this.outbound.credit(stream, overhead);
    }
    if ((this.dataFlags & FLAG_END_STREAM) !== 0) this.endRemote(stream, undefined);
  }

  /** The connection's window is given back on receipt; each stream's window bounds what is held. */
  private creditConnection(length: number): void {
    this.recvWindow -= length;
    this.uncredited += length;
    if (this.uncredited * 2 >= this.connectionWindowSize) {
      this.recvWindow += this.uncredited;
      this.outbound.windowUpdate(0, this.uncredited);
      this.uncredited = 0;
    }
  }

  private endRemote(stream: Stream, trailers: FieldSection | undefined): void {
    if (stream.bodyRemaining > 0) {
      this.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_CONTENT_LENGTH_MISMATCH");
      return;
    }
    stream.remoteEnded = true;
    if (stream.localEnded) this.table.remove(stream);
    stream.handler.onEnd(trailers);
  }

  // --- all other frames ------------------------------------------------------------------------

  onFrame(
    type: number,
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): void {
    if (this.block.streamId !== 0 || !this.receivedSettings) this.checkSequence(type, streamId);
    try {
      this.dispatch(type, flags, streamId, bytes, start, length);
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      const stream = this.table.get(error.streamId);
      if (stream !== undefined) {
        this.failStream(stream, error.errorCode, error.token);
        return;
      }
      this.guard.countReset(undefined, this.turnMs);
      this.outbound.resetId(error.streamId, error.errorCode);
    }
  }

  private dispatch(
    type: number,
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): void {
    switch (type) {
      case TYPE_HEADERS:
        this.onHeaders(flags, streamId, bytes, start, length);
        break;
      case TYPE_CONTINUATION:
        this.onContinuation(flags, streamId, bytes, start, length);
        break;
      case TYPE_WINDOW_UPDATE:
        this.onWindowUpdate(flags, streamId, bytes, start, length);
        break;
      case TYPE_RST_STREAM:
        this.onRstStream(flags, streamId, bytes, start, length);
        break;
      case TYPE_SETTINGS:
        this.onSettings(flags, streamId, bytes, start, length);
        break;
      case TYPE_PING:
        this.onPing(flags, streamId, bytes, start, length);
        break;
      case TYPE_GOAWAY: {
        const { lastStreamId, errorCode, debugData } = parseGoaway(
          bytes,
          start,
          length,
          flags,
          streamId,
        );
        this.listener.onGoawayFrame(lastStreamId, errorCode, latin1(debugData));
        break;
      }
      case TYPE_PRIORITY: {
        this.guard.countControl();
        parsePriority(bytes, start, length, flags, streamId);
        break;
      }
      case TYPE_PUSH_PROMISE:
        throw protocolError("H2_PUSH_PROMISE", "PUSH_PROMISE, which is disabled here");
      default:
        // Unknown frame types are ignored (section 4.1), but not for free.
        this.guard.countControl();
    }
  }

  /** The first frame must be SETTINGS; within a field block only its CONTINUATION may come. */
  private checkSequence(type: number, streamId: number): void {
    if (!this.receivedSettings) {
      if (type !== TYPE_SETTINGS) {
        throw protocolError("H2_FIRST_FRAME_NOT_SETTINGS", "the first frame is not SETTINGS");
      }
      this.receivedSettings = true;
    }
    const blockId = this.block.streamId;
    if (blockId !== 0 && (type !== TYPE_CONTINUATION || streamId !== blockId)) {
      throw protocolError(
        "H2_BLOCK_INTERRUPTED",
        `a frame of type ${type} on stream ${streamId} within the field block of stream ${blockId}`,
      );
    }
  }

  private onHeaders(
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): void {
    if ((flags & HEADERS_VARIANTS) === FLAG_END_HEADERS && streamId !== 0) {
      // The usual case: the payload is the block.
      this.onBlock(flags, streamId, bytes, start, start + length, false);
      return;
    }
    const { start: from, end, dependency } = parseHeaders(bytes, start, length, flags, streamId);
    if ((flags & FLAG_END_HEADERS) !== 0) {
      this.onBlock(flags, streamId, bytes, from, end, dependency === streamId);
      return;
    }
    this.block.begin(streamId, flags, bytes, from, end);
  }

  private onContinuation(
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): void {
    if (this.block.streamId === 0) {
      throw protocolError("H2_CONTINUATION_ALONE", "CONTINUATION without a field block under way");
    }
    this.block.append(bytes, start, length);
    if ((flags & FLAG_END_HEADERS) === 0) return;
    const whole = this.block.finish();
    this.onBlock(this.block.flags, streamId, whole, 0, whole.length, false);
  }

  /** A whole field block. It is decoded in any case: the dynamic table must stay in step. */
  private onBlock(
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    dependsOnItself: boolean,
  ): void {
    const section = this.decoder.decode(bytes, start, end);
    const endStream = (flags & FLAG_END_STREAM) !== 0;
    const stream = this.table.get(streamId);
    if (dependsOnItself) {
      throw new StreamError(
        streamId,
        ErrorCode.PROTOCOL_ERROR,
        "H2_PRIORITY_SELF",
        "a stream that depends on itself",
      );
    }
    if (stream !== undefined && !stream.remoteEnded) {
      if (!stream.headersReceived) this.onResponse(stream, section, endStream);
      else this.onTrailers(stream, section, endStream);
    } else if (this.isClient || streamId <= this.table.lastPeerId) {
      this.rejectLate(streamId, "HEADERS");
    } else {
      this.onRequest(streamId, section, endStream);
    }
  }

  private onRequest(streamId: number, section: FieldSection, endStream: boolean): void {
    if ((streamId & 1) === 0) {
      throw protocolError(
        "H2_STREAM_ID_EVEN",
        `a client opened stream ${streamId}, an even number`,
      );
    }
    this.table.lastPeerId = streamId;
    // A stream that ended by what we have not even written yet is open for a client that keeps count;
    // one that does not read its responses must not make us hold any number of them.
    const open = this.table.size + this.outbound.endedUnsent;
    if (open >= this.limits.maxConcurrentStreams || this.listener.isRefusingStreams()) {
      this.outbound.refuse(streamId);
      this.guard.countControl();
      return;
    }
    if (section.checkedAs !== CHECKED_REQUEST) {
      const broken = section.malformed ?? requestRule(section);
      // A section over the limit is handed on: the server answers it with a status.
      if (broken !== undefined && broken !== FIELD_SECTION_TOO_LARGE) {
        throw malformed(streamId, broken);
      }
      section.checkedAs = CHECKED_REQUEST;
    }
    const stream = new Stream(
      streamId,
      this.outbound,
      unattached,
      this.outbound.peerInitialWindow,
      this.initialWindow,
    );
    stream.openedAtMs = this.turnMs;
    stream.headersReceived = true;
    stream.remoteEnded = endStream;
    stream.bodyRemaining = section.contentLength;
    if (endStream && section.contentLength > 0) {
      throw malformed(streamId, "H2_CONTENT_LENGTH_MISMATCH");
    }
    this.table.add(stream);
    const handler = (this.acceptor as StreamAcceptor).onRequest(stream, section, endStream);
    stream.handler = handler;
  }

  private onResponse(stream: Stream, section: FieldSection, endStream: boolean): void {
    if (section.checkedAs !== CHECKED_RESPONSE) {
      const broken = section.malformed ?? responseRule(section);
      if (broken !== undefined) {
        this.failStream(stream, ErrorCode.PROTOCOL_ERROR, broken);
        return;
      }
      section.checkedAs = CHECKED_RESPONSE;
    }
    if (section.status < 200) {
      if (endStream) this.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_INFORMATIONAL_END");
      else this.guard.countControl();
      return;
    }
    stream.headersReceived = true;
    stream.bodyRemaining = section.contentLength;
    if (endStream) {
      if (section.contentLength > 0) {
        this.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_CONTENT_LENGTH_MISMATCH");
        return;
      }
      stream.remoteEnded = true;
      if (stream.localEnded) this.table.remove(stream);
    }
    stream.handler.onHeaders(section, endStream);
  }

  private onTrailers(stream: Stream, section: FieldSection, endStream: boolean): void {
    if (!endStream) {
      this.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_TRAILERS_WITHOUT_END");
      return;
    }
    if (section.checkedAs !== CHECKED_TRAILERS) {
      const broken = section.malformed ?? trailersRule(section);
      if (broken !== undefined) {
        this.failStream(stream, ErrorCode.PROTOCOL_ERROR, broken);
        return;
      }
      section.checkedAs = CHECKED_TRAILERS;
    }
    this.endRemote(stream, section);
  }

  private onWindowUpdate(
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): void {
    const increment = parseWindowUpdate(bytes, start, length, flags, streamId);
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
      this.checkNotIdle(streamId, "WINDOW_UPDATE");
      return;
    }
    if (!this.outbound.widenStream(stream, increment)) {
      this.failStream(stream, ErrorCode.FLOW_CONTROL_ERROR, "H2_STREAM_WINDOW_OVERFLOW");
    }
  }

  private onRstStream(
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): void {
    const errorCode = parseRstStream(bytes, start, length, flags, streamId);
    const stream = this.table.get(streamId);
    if (stream === undefined) {
      // The stream had ended here already: the two ends have passed each other on the way.
      this.checkNotIdle(streamId, "RST_STREAM");
      return;
    }
    if (!stream.localEnded) this.guard.countReset(stream, this.turnMs);
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

  private onSettings(
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): void {
    const settings = parseSettings(bytes, start, length, flags, streamId);
    if (settings === undefined) {
      this.listener.onSettingsAck();
      return;
    }
    this.guard.countControl();
    // The acknowledgement goes first: what the new values let us send then follows it, so that the
    // peer can tell that they were applied to it.
    this.outbound.settingsAck();
    this.listener.onPeerSettings(settings);
    this.guard.checkUnread(this.outbound.controlBytes);
  }

  private onPing(
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    length: number,
  ): void {
    const { ack, payload } = parsePing(bytes, start, length, flags, streamId);
    if (ack) {
      this.listener.onPingAck(payload);
      return;
    }
    // Peers that measure the path (grpc-go's BDP estimate) send a PING for each round trip with data.
    if (!this.outbound.takeActivity()) this.guard.countControl();
    this.outbound.pong(payload);
    this.guard.checkUnread(this.outbound.controlBytes);
  }

  // --- closed streams, failures, limits --------------------------------------------------------

  /** DATA or HEADERS for a stream that is not open (section 5.1). */
  private rejectLate(streamId: number, frame: string): void {
    this.checkNotIdle(streamId, frame);
    // What was under way when we reset the stream is dropped; flow control has bounded it.
    if (this.table.wasResetByUs(streamId)) return;
    const stream = this.table.get(streamId);
    if (stream !== undefined) {
      this.failStream(stream, ErrorCode.STREAM_CLOSED, "H2_STREAM_CLOSED");
      return;
    }
    throw new ConnectionError(
      ErrorCode.STREAM_CLOSED,
      "H2_STREAM_CLOSED",
      `${frame} on stream ${streamId}, which is closed`,
    );
  }

  private checkNotIdle(streamId: number, frame: string): void {
    const isOurs = (streamId & 1) === (this.isClient ? 1 : 0);
    const isIdle = isOurs ? streamId >= this.table.nextLocalId : streamId > this.table.lastPeerId;
    if (isIdle) {
      throw protocolError("H2_STREAM_IDLE", `${frame} on stream ${streamId}, which is idle`);
    }
  }

  /** Resets a stream because the peer broke a rule on it, and tells its handler. */
  failStream(stream: Stream, errorCode: number, token: string): void {
    if (stream.isReset) return;
    this.guard.countReset(stream, this.turnMs);
    const { handler } = stream;
    const wasOver = stream.remoteEnded && stream.localEnded;
    this.outbound.resetId(stream.id, errorCode);
    this.outbound.drop(stream);
    if (wasOver) return;
    const failure: StreamFailure = {
      errorCode,
      origin: "localReset",
      message: `the peer broke the protocol: ${token}`,
      unprocessed: false,
      cause: undefined,
    };
    handler.onFailure(failure);
  }
}

function protocolError(token: string, message: string): ConnectionError {
  return new ConnectionError(ErrorCode.PROTOCOL_ERROR, token, message);
}

function malformed(streamId: number, token: string): StreamError {
  return new StreamError(streamId, ErrorCode.PROTOCOL_ERROR, token, "a malformed header section");
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 1024));
}
