import { ConnectionError, ErrorCode } from "../errors.ts";
import { TYPE_DATA } from "../frame/data.ts";
import { FRAME_HEADER_LENGTH } from "../frame/frame-header.ts";
import { TYPE_HEADERS } from "../frame/headers.ts";

const EMPTY = new Uint8Array(0);

/** The first memory of a frame that is not whole. */
const LEAST_PARTIAL = 256;

/** How much is read between two looks at the clock: frames, and further 4 KiB of a frame. */
const WORK_PER_LOOK = 16;

/** A header section opens a call, or ends one: it counts as so many frames. */
const HEADERS_WORK = 4;

/** Takes the DATA frames that a reader cuts out of the byte stream. */
export interface DataSink {
  /**
   * A DATA frame begins, of `length` bytes with padding. Throws when it may not.
   */
  onDataBegin(streamId: number, length: number, flags: number): void;
  /** A piece of its payload, as it came; may still contain padding. */
  onDataPiece(bytes: Uint8Array, start: number, end: number): void;
  /** The frame is whole. */
  onDataEnd(): void;
}

/** The header of a frame. The reader has one for all frames: its fields hold until the next one. */
export interface FrameHead {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  /** Length of the payload. */
  readonly length: number;
}

/** Takes all other frames. */
export interface FrameSink {
  /** A whole frame: its payload is `bytes[start..start+head.length)`. */
  onFrame(head: FrameHead, bytes: Uint8Array, start: number): void;
}

/** The reader's own {@link FrameHead}. */
class MutableHead implements FrameHead {
  type: number;
  flags: number;
  streamId: number;
  length: number;

  constructor() {
    this.type = 0;
    this.flags = 0;
    this.streamId = 0;
    this.length = 0;
  }
}

/**
 * Cuts the byte stream into frames (RFC 9113 section 4.1). A DATA frame's bytes are handed on as they
 * arrive; other frames are handed on whole, from the socket's chunk if it contains them, else from
 * a copy bounded by `maxFrameSize`.
 */
export class FrameReader {
  private readonly data: DataSink;
  private readonly sink: FrameSink;
  /** The connection is over: what is left of the chunk is not looked at. */
  isStopped: boolean;
  /** SETTINGS_MAX_FRAME_SIZE that the peer must obey. */
  maxFrameSize: number;
  private readonly head: MutableHead;
  /** The header of a frame that did not come in one chunk. Made with the first: most connections have none. */
  private header: Uint8Array;
  private headerFill: number;
  /** Payload bytes of the DATA frame under way that are still to come; -1 outside of one. */
  private dataLeft: number;
  private partial: Uint8Array;
  private partialFill: number;
  private partialLength: number;
  private readonly now: () => number;
  /** Frames, and further 4 KiB of them, since the clock was read. */
  private work: number;
  /** When the frame began of which a part has come, all types but DATA; 0 between frames. */
  partialSinceMs: number;

  constructor(data: DataSink, sink: FrameSink, now: () => number) {
    this.data = data;
    this.sink = sink;
    this.now = now;
    this.isStopped = false;
    this.maxFrameSize = 16_384;
    this.head = new MutableHead();
    this.header = EMPTY;
    this.headerFill = 0;
    this.dataLeft = -1;
    this.partial = EMPTY;
    this.partialFill = 0;
    this.partialLength = 0;
    this.work = 0;
    this.partialSinceMs = 0;
  }

  /**
   * Reads `bytes[start..end)`, which continues where the last call ended.
   *
   * @param nowMs when they came
   * @param untilMs stops between frames once the clock shows this; it is read every few frames
   * @returns up to where it has read
   */
  read(bytes: Uint8Array, start: number, end: number, nowMs: number, untilMs: number): number {
    let at = start;
    this.work = 0;
    while (at < end && !this.isStopped) {
      if (this.work >= WORK_PER_LOOK) {
        this.work = 0;
        if (this.now() >= untilMs) return at;
      }
      if (this.dataLeft >= 0) {
        at = this.readData(bytes, at, end);
      } else if (this.headerFill === 0 && end - at >= FRAME_HEADER_LENGTH) {
        at = this.readFrame(bytes, at, bytes, at + FRAME_HEADER_LENGTH, end);
      } else if (this.headerFill === FRAME_HEADER_LENGTH) {
        at = this.readPartial(bytes, at, end);
      } else {
        if (this.header === EMPTY) this.header = new Uint8Array(FRAME_HEADER_LENGTH);
        while (at < end && this.headerFill < FRAME_HEADER_LENGTH) {
          this.header[this.headerFill++] = bytes[at++] as number;
        }
        if (this.headerFill === FRAME_HEADER_LENGTH) {
          this.headerFill = 0;
          at = this.readFrame(this.header, 0, bytes, at, end);
        }
      }
    }
    if (this.headerFill === 0) this.partialSinceMs = 0;
    else if (this.partialSinceMs === 0) this.partialSinceMs = nowMs;
    return end;
  }

  /** Reads a frame whose header is at `head[headAt]` and whose payload begins at `bytes[at]`. */
  private readFrame(
    head: Uint8Array,
    headAt: number,
    bytes: Uint8Array,
    at: number,
    end: number,
  ): number {
    const length =
      ((head[headAt] as number) << 16) |
      ((head[headAt + 1] as number) << 8) |
      (head[headAt + 2] as number);
    const type = head[headAt + 3] as number;
    const flags = head[headAt + 4] as number;
    const streamId =
      (((head[headAt + 5] as number) & 0x7f) << 24) |
      ((head[headAt + 6] as number) << 16) |
      ((head[headAt + 7] as number) << 8) |
      (head[headAt + 8] as number);
    if (length > this.maxFrameSize) throw frameTooLarge(length, this.maxFrameSize);
    this.work += (type === TYPE_HEADERS ? HEADERS_WORK : 1) + (length >> 12);
    if (type === TYPE_DATA) {
      this.data.onDataBegin(streamId, length, flags);
      const available = end - at;
      if (available >= length) {
        if (length > 0) this.data.onDataPiece(bytes, at, at + length);
        this.data.onDataEnd();
        return at + length;
      }
      this.dataLeft = length;
      return at;
    }
    if (end - at >= length) {
      this.setHead(type, flags, streamId, length);
      this.sink.onFrame(this.head, bytes, at);
      return at + length;
    }
    if (this.header === EMPTY) this.header = new Uint8Array(FRAME_HEADER_LENGTH);
    if (head !== this.header) this.header.set(head.subarray(headAt, headAt + FRAME_HEADER_LENGTH));
    this.headerFill = FRAME_HEADER_LENGTH;
    // It grows as it fills: what a peer announces costs nothing.
    this.partial = new Uint8Array(Math.min(length, Math.max(end - at, LEAST_PARTIAL)));
    this.partialFill = 0;
    this.partialLength = length;
    this.partialSinceMs = 0;
    return at;
  }

  private setHead(type: number, flags: number, streamId: number, length: number): void {
    const { head } = this;
    head.type = type;
    head.flags = flags;
    head.streamId = streamId;
    head.length = length;
  }

  private readData(bytes: Uint8Array, at: number, end: number): number {
    const size = Math.min(end - at, this.dataLeft);
    this.dataLeft -= size;
    const isWhole = this.dataLeft === 0;
    if (isWhole) this.dataLeft = -1;
    this.data.onDataPiece(bytes, at, at + size);
    if (isWhole) this.data.onDataEnd();
    return at + size;
  }

  private readPartial(bytes: Uint8Array, at: number, end: number): number {
    const size = Math.min(end - at, this.partialLength - this.partialFill);
    const fill = this.partialFill + size;
    if (fill > this.partial.length) {
      const grown = new Uint8Array(
        Math.min(this.partialLength, Math.max(fill, this.partial.length * 2)),
      );
      grown.set(this.partial);
      this.partial = grown;
    }
    this.partial.set(bytes.subarray(at, at + size), this.partialFill);
    this.partialFill = fill;
    if (fill === this.partialLength) {
      const head = this.header;
      const { partial } = this;
      const streamId =
        (((head[5] as number) & 0x7f) << 24) |
        ((head[6] as number) << 16) |
        ((head[7] as number) << 8) |
        (head[8] as number);
      this.headerFill = 0;
      this.partial = EMPTY;
      this.partialSinceMs = 0;
      this.setHead(head[3] as number, head[4] as number, streamId, fill);
      this.sink.onFrame(this.head, partial, 0);
    }
    return at + size;
  }
}

/** "HTT" as a frame's length: how a server that speaks HTTP/1 responds to our preface. */
const HTTP1_LENGTH = 0x485454;

function frameTooLarge(length: number, maxFrameSize: number): ConnectionError {
  return length === HTTP1_LENGTH
    ? new ConnectionError(
        ErrorCode.HTTP_1_1_REQUIRED,
        "H2_PEER_SPEAKS_HTTP1",
        "the peer responds in HTTP/1; is this the right port, and does it speak HTTP/2 in cleartext?",
      )
    : new ConnectionError(
        ErrorCode.FRAME_SIZE_ERROR,
        "H2_FRAME_TOO_LARGE",
        `a frame of ${length} bytes, but SETTINGS_MAX_FRAME_SIZE is ${maxFrameSize}`,
      );
}
