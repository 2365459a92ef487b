import { ErrorCode, StreamError } from "../errors.ts";
import { FIELD_SECTION_TOO_LARGE, type FieldSection } from "../field-section.ts";
import type { FlowControl } from "../flow/flow-control.ts";
import { FLAG_END_STREAM, FLAG_PADDED } from "../frame/data.ts";
import { protocolError } from "../frame/frame-header.ts";
import { FLAG_END_HEADERS, FLAG_PRIORITY, parseHeaders } from "../frame/headers.ts";
import { selfDependency } from "../frame/priority.ts";
import { HpackDecoder } from "../hpack/decoder.ts";
import { requestRule, responseRule, trailersRule } from "../stream/field-rules.ts";
import { Stream } from "../stream/stream.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import type { AbuseGuard } from "./abuse-guard.ts";
import type { FieldBlock } from "./field-block.ts";
import type { FrameHead } from "./frame-reader.ts";
import type { Outbound } from "./outbound.ts";
import type { StreamRules } from "./stream-rules.ts";
import type { StreamTable } from "./stream-table.ts";

const HEADERS_VARIANTS = FLAG_END_HEADERS | FLAG_PADDED | FLAG_PRIORITY;

/** CONTINUATION frames of fewer bytes count as control frames. */
const SMALL_BLOCK_BYTES = 1024;

/** The cost, in control frames, of a header section for a stream that is gone: it is decoded. */
const LATE_HEADERS_WEIGHT = 4;

const CHECKED_REQUEST = 1;
const CHECKED_RESPONSE = 2;
const CHECKED_TRAILERS = 3;

/** The handler of a stream between its creation and its acceptor's response. */
const unattached: StreamHandler = {
  onHeaders() {},
  onData() {},
  onEnd() {},
  onFailure() {},
  onSendReady() {},
};

/** The parts of a {@link HeaderReceiver}. */
export interface HeaderReceiverParts {
  readonly isClient: boolean;
  readonly table: StreamTable;
  readonly outbound: Outbound;
  readonly flow: FlowControl;
  readonly maxFieldSectionSize: number;
  readonly guard: AbuseGuard;
  readonly rules: StreamRules;
  readonly block: FieldBlock;
  readonly acceptor: StreamAcceptor | undefined;
  readonly maxConcurrentStreams: number;
  readonly refusal: StreamRefusal;
}

/** Knows whether new streams are taken. */
export interface StreamRefusal {
  /** Whether to reject streams that the peer opens now, because this side is going away. */
  isRefusingStreams(): boolean;
}

/**
 * Receives HEADERS and CONTINUATION (RFC 9113 sections 6.2 and 6.10): requests that open a stream,
 * responses, and trailers.
 */
export class HeaderReceiver {
  private readonly isClient: boolean;
  private readonly table: StreamTable;
  private readonly outbound: Outbound;
  private readonly flow: FlowControl;
  private readonly maxFieldSectionSize: number;
  private knownDecoder: HpackDecoder | undefined;
  private readonly guard: AbuseGuard;
  private readonly rules: StreamRules;
  private readonly block: FieldBlock;
  private readonly acceptor: StreamAcceptor | undefined;
  /** Streams that the peer may have open. */
  maxConcurrentStreams: number;
  private readonly refusal: StreamRefusal;

  constructor(parts: HeaderReceiverParts) {
    this.isClient = parts.isClient;
    this.table = parts.table;
    this.outbound = parts.outbound;
    this.flow = parts.flow;
    this.maxFieldSectionSize = parts.maxFieldSectionSize;
    this.knownDecoder = undefined;
    this.guard = parts.guard;
    this.rules = parts.rules;
    this.block = parts.block;
    this.acceptor = parts.acceptor;
    this.maxConcurrentStreams = parts.maxConcurrentStreams;
    this.refusal = parts.refusal;
  }

  /** Made with the first field block: an idle connection has none. */
  get decoder(): HpackDecoder {
    this.knownDecoder ??= new HpackDecoder({
      maxTableSize: 4096,
      maxFieldSectionSize: this.maxFieldSectionSize,
    });
    return this.knownDecoder;
  }

  onHeaders(head: FrameHead, bytes: Uint8Array, start: number): void {
    const { length, flags, streamId } = head;
    if ((flags & HEADERS_VARIANTS) === FLAG_END_HEADERS && streamId !== 0) {
      // The usual case: the payload is the block.
      this.onBlock(flags, streamId, bytes, start, start + length);
      return;
    }
    const { start: from, end, dependency } = parseHeaders(bytes, start, length, flags, streamId);
    if ((flags & FLAG_END_HEADERS) === 0) {
      this.block.begin(streamId, flags, bytes, from, end);
    } else if (dependency === streamId) {
      this.decode(bytes, from, end);
      throw selfDependency(streamId);
    } else {
      this.onBlock(flags, streamId, bytes, from, end);
    }
  }

  onContinuation(head: FrameHead, bytes: Uint8Array, start: number): void {
    const { length, flags, streamId } = head;
    if (this.block.streamId === 0) {
      throw protocolError("H2_CONTINUATION_ALONE", "CONTINUATION without a field block under way");
    }
    if (length < SMALL_BLOCK_BYTES) this.guard.countControl();
    this.block.append(bytes, start, length);
    if ((flags & FLAG_END_HEADERS) === 0) return;
    const whole = this.block.finish();
    this.onBlock(this.block.flags, streamId, whole, 0, whole.length);
  }

  /** Decodes a field block, in any case: the dynamic table must stay in step. */
  private decode(bytes: Uint8Array, start: number, end: number): FieldSection {
    const section = this.decoder.decode(bytes, start, end);
    if (section.malformed === FIELD_SECTION_TOO_LARGE) {
      this.guard.countOversizedHeaders(section.size);
    }
    return section;
  }

  /** A whole field block. */
  private onBlock(
    flags: number,
    streamId: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const section = this.decode(bytes, start, end);
    const endStream = (flags & FLAG_END_STREAM) !== 0;
    const stream = this.table.get(streamId);
    if (stream !== undefined && !stream.remoteEnded) {
      if (!stream.headersReceived) this.onResponse(stream, section, endStream);
      else this.onTrailers(stream, section, endStream);
    } else if (this.isClient || streamId <= this.table.lastPeerId) {
      this.guard.countControl(LATE_HEADERS_WEIGHT);
      this.rules.rejectLate(streamId, "HEADERS");
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
    const open = this.table.size + this.outbound.out.endedUnsent;
    if (open >= this.maxConcurrentStreams || this.refusal.isRefusingStreams()) {
      this.outbound.refuse(streamId);
      this.guard.countRefusal(open);
      return;
    }
    if (this.flow.share.isOutputFull) {
      this.outbound.refuseUnread(streamId);
      this.guard.countControl();
      return;
    }
    if (section.checkedAs !== CHECKED_REQUEST) {
      const broken = section.malformed ?? requestRule(section);
      // A section over the limit is handed on: the server responds with a status.
      if (broken !== undefined && broken !== FIELD_SECTION_TOO_LARGE) {
        throw malformed(streamId, broken);
      }
      section.checkedAs = CHECKED_REQUEST;
    }
    const stream = new Stream(streamId, this.outbound, unattached);
    stream.openedAtMs = this.rules.turnMs;
    stream.bodyAtMs = this.rules.turnMs;
    stream.headersReceived = true;
    stream.remoteEnded = endStream;
    stream.bodyRemaining = section.contentLength;
    if (endStream && section.contentLength > 0) {
      throw malformed(streamId, "H2_CONTENT_LENGTH_MISMATCH");
    }
    this.guard.earn();
    this.table.add(stream);
    const handler = (this.acceptor as StreamAcceptor).onRequest(stream, section, endStream);
    stream.handler = handler;
  }

  private onResponse(stream: Stream, section: FieldSection, endStream: boolean): void {
    if (section.checkedAs !== CHECKED_RESPONSE) {
      const broken = section.malformed ?? responseRule(section);
      if (broken !== undefined) {
        this.rules.failStream(stream, ErrorCode.PROTOCOL_ERROR, broken);
        return;
      }
      section.checkedAs = CHECKED_RESPONSE;
    }
    if (section.status < 200) {
      if (endStream)
        this.rules.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_INFORMATIONAL_END");
      else this.guard.countControl();
      return;
    }
    stream.headersReceived = true;
    stream.bodyRemaining = section.contentLength;
    if (endStream) {
      if (section.contentLength > 0) {
        this.rules.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_CONTENT_LENGTH_MISMATCH");
        return;
      }
      stream.remoteEnded = true;
      if (stream.localEnded) this.table.remove(stream);
    }
    stream.handler.onHeaders(section, endStream);
  }

  private onTrailers(stream: Stream, section: FieldSection, endStream: boolean): void {
    if (!endStream) {
      this.rules.failStream(stream, ErrorCode.PROTOCOL_ERROR, "H2_TRAILERS_WITHOUT_END");
      return;
    }
    if (section.checkedAs !== CHECKED_TRAILERS) {
      const broken = section.malformed ?? trailersRule(section);
      if (broken !== undefined) {
        this.rules.failStream(stream, ErrorCode.PROTOCOL_ERROR, broken);
        return;
      }
      section.checkedAs = CHECKED_TRAILERS;
    }
    this.rules.endRemote(stream, section);
  }
}

function malformed(streamId: number, token: string): StreamError {
  return new StreamError(streamId, ErrorCode.PROTOCOL_ERROR, token, "a malformed header section");
}
