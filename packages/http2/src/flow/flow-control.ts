import { ConnectionError, ErrorCode } from "../errors.ts";
import type { Stream } from "../stream/stream.ts";
import type { Timers } from "../timers.ts";
import { BandwidthEstimator } from "./bandwidth-estimator.ts";
import { BudgetShare, type StreamCutter } from "./budget-share.ts";
import { ByteBudget, type HeldAccount } from "./byte-budget.ts";
import { LargeMessage } from "./large-message.ts";
import { SendWindows } from "./send-windows.ts";
import { DEFAULT_WINDOW, MAX_WINDOW } from "./window.ts";

/** The largest window of a stream: more than 1 Gbit/s at a round trip of 50 ms. */
const MAX_STREAM_WINDOW_BYTES = 8 * 1024 * 1024;
/** Bytes that a connection may send however much it holds: small calls go on, and some stream can end. */
const LEAST_CONNECTION_WINDOW_BYTES = 64 * 1024;

/** Consumed bytes of a stream that may be unsettled. Less than a window's eighth in any case. */
const MOST_UNSETTLED_BYTES = 2048;

/** A window is filled when less than this part of it is left, and read when no more than this part waits. */
const FILLED_PART = 1 / 8;

/** Writes the frames that a {@link FlowControl} decides on. */
export interface CreditWriter {
  /** Writes a WINDOW_UPDATE; stream 0 is the connection. */
  windowUpdate(streamId: number, increment: number): void;
  /** Writes a PING with a payload of 8 bytes. */
  ping(payload: Uint8Array): void;
}

/** How a {@link FlowControl} is set up. */
export interface FlowSettings {
  /** The receive window that each stream starts with once the peer has acknowledged our SETTINGS. */
  readonly initialWindowSize: number;
  /** The connection's receive window at the start. */
  readonly connectionWindowSize: number;
  /** Whether windows grow by the measured bandwidth-delay product. */
  readonly growsWindows: boolean;
  /** Bytes that the connection may hold for its peer; see `Limits.maxHeldBytesPerConnection`. */
  readonly maxHeldBytes: number;
}

/** The parts of a {@link FlowControl}. */
export interface FlowParts {
  readonly settings: FlowSettings;
  readonly writer: CreditWriter;
  readonly cutter: StreamCutter;
  /** The budget that the connection has a share of; left out, it has one of its own. */
  readonly budget: ByteBudget | undefined;
  /** The account of the peer's address; left out, the connection has one of its own. */
  readonly account: HeldAccount | undefined;
  readonly now: () => number;
  readonly timers: Timers | undefined;
}

/** The payload of PINGs that measure the path. */
const MEASURING_PING: Uint8Array = Uint8Array.of(0x74, 0x72, 0x61, 0x6d, 0x62, 0x64, 0x70, 0x21);

/**
 * Owns all flow-control windows of one connection (RFC 9113 section 5.2): what the peer may send, what
 * this side may send, when received bytes are credited, and what is held until then. No other file
 * changes a window.
 *
 * The connection's window is credited on receipt, as long as what is held leaves room; a stream's when
 * its bytes are consumed. A stream's receive window is kept as its distance from the initial window
 * (`Stream.recvOffset`).
 */
export class FlowControl {
  private readonly settings: FlowSettings;
  private readonly writer: CreditWriter;
  private readonly estimator: BandwidthEstimator;
  /** This connection's share of its budget. */
  readonly share: BudgetShare;
  /** The windows that this side may send in. */
  readonly send: SendWindows;
  /** Bytes that the peer may send on the connection. */
  private recvWindow: number;
  /** The receive window of new streams: 65,535 until our SETTINGS are acknowledged. */
  private recvInitialWindow: number;
  /** Less has been credited on the connection than there was room for without the budget. */
  private isThrottled: boolean;
  /** Bytes that had been received and not consumed when the chunk under way came. */
  private unreadBefore: number;
  /** The bytes received since everything had been read have filled a stream's window. */
  private isFilled: boolean;
  /** Consumed bytes of a stream are settled from so many on. */
  private readonly settledBytes: number;
  /** Set when the connection is over: no credit is written from then on. */
  isOver: boolean;

  constructor(parts: FlowParts) {
    const { settings } = parts;
    this.settings = settings;
    this.writer = parts.writer;
    const first = settings.initialWindowSize;
    const largest = settings.growsWindows ? Math.max(first, MAX_STREAM_WINDOW_BYTES) : first;
    this.estimator = new BandwidthEstimator(first, largest, parts.now);
    const budget = parts.budget ?? new ByteBudget(settings.maxHeldBytes, parts.timers);
    this.share = new BudgetShare(budget, settings.maxHeldBytes, parts.cutter, parts.account);
    this.send = new SendWindows();
    this.recvWindow = settings.connectionWindowSize;
    this.recvInitialWindow = DEFAULT_WINDOW;
    this.isThrottled = false;
    this.unreadBefore = 0;
    this.isFilled = false;
    this.settledBytes = Math.min(MOST_UNSETTLED_BYTES, settings.initialWindowSize >> 3);
    this.isOver = false;
  }

  // --- the connection's receive window ---------------------------------------------------------

  /**
   * Counts a DATA frame of `length` bytes, padding included, against the connection's window.
   *
   * @throws ConnectionError FLOW_CONTROL_ERROR when the frame exceeds the window
   */
  receiveOnConnection(length: number): void {
    if (length > this.recvWindow) {
      throw new ConnectionError(
        ErrorCode.FLOW_CONTROL_ERROR,
        "H2_CONNECTION_WINDOW_EXCEEDED",
        `${length} bytes of DATA, but the connection's window has ${this.recvWindow}`,
      );
    }
    this.recvWindow -= length;
    if (this.estimator.count(length)) this.writer.ping(MEASURING_PING);
    if (this.recvWindow * 2 <= this.largestConnectionWindow()) this.creditConnection();
  }

  /** The connection's window without regard to the budget. */
  private largestConnectionWindow(): number {
    const { connectionWindowSize, growsWindows } = this.settings;
    return growsWindows
      ? Math.max(connectionWindowSize, this.estimator.window * 2)
      : connectionWindowSize;
  }

  private creditConnection(): void {
    const { share } = this;
    const largest = this.largestConnectionWindow();
    const room = share.budget.isTight ? 0 : share.maxBytes - share.receivedBytes;
    const least = Math.min(LEAST_CONNECTION_WINDOW_BYTES, this.settings.connectionWindowSize);
    const wanted = Math.max(Math.min(room, largest), least + share.reservedBytes);
    this.isThrottled = wanted < largest;
    const increment = Math.min(wanted, MAX_WINDOW) - this.recvWindow;
    if (increment * 2 < wanted || this.isOver) return;
    this.estimator.want();
    this.recvWindow += increment;
    this.writer.windowUpdate(0, increment);
  }

  // --- receive windows of streams --------------------------------------------------------------

  /** Whether the peer could send a byte of this stream's body now. */
  mayReceive(stream: Stream): boolean {
    return this.recvWindow > 0 && this.fitsStream(stream, 1);
  }

  /** Whether a DATA frame of `length` bytes fits into the stream's window. */
  fitsStream(stream: Stream, length: number): boolean {
    return length <= this.recvInitialWindow + stream.recvOffset;
  }

  /** A chunk from the socket is about to be read. */
  beginChunk(): void {
    this.unreadBefore = this.share.unreadBytes;
  }

  /** Counts received body bytes against the stream's window. They are held until they are consumed. */
  receive(stream: Stream, size: number): void {
    stream.recvOffset -= size;
    stream.heldBytes += size;
    this.share.receive(size);
    if (stream.largeMessage !== undefined) this.arrive(stream, stream.largeMessage, size);
    const few = this.estimator.window * FILLED_PART;
    if (this.recvInitialWindow + stream.recvOffset < few && this.unreadBefore <= few) {
      this.isFilled = true;
    }
  }

  private arrive(stream: Stream, message: LargeMessage, size: number): void {
    this.share.arrive(message, size);
    if (message.isOver) stream.largeMessage = undefined;
  }

  /** Cuts streams when what has been received and not consumed exceeds the budget. */
  relieve(): void {
    this.share.relieve();
  }

  /** Counts padding, which reaches no handler that could consume it. */
  receivePadding(stream: Stream, size: number): void {
    stream.recvOffset -= size;
    this.replenish(stream);
  }

  /** The layer above has consumed received bytes: the peer may send more, once it is worth a frame. */
  credit(stream: Stream, bytes: number): void {
    stream.consumedBytes += bytes;
    if (stream.consumedBytes >= this.settledBytes) this.settle(stream);
  }

  private settle(stream: Stream): void {
    const consumed = Math.min(stream.consumedBytes, stream.heldBytes);
    stream.consumedBytes = 0;
    stream.heldBytes -= consumed;
    this.share.consume(consumed);
    if (this.isThrottled) this.creditConnection();
    if (!stream.remoteEnded) this.replenish(stream);
  }

  /** Half a window keeps a sender busy while the update travels, and costs one frame per half window. */
  private replenish(stream: Stream): void {
    if (this.isFilled && stream.heldBytes <= this.estimator.window / 2) {
      this.isFilled = false;
      this.estimator.onFilled();
    }
    const wanted = this.share.isTight ? this.settings.initialWindowSize : this.estimator.window;
    const increment = wanted - stream.heldBytes - this.recvInitialWindow - stream.recvOffset;
    if (increment * 2 < wanted || increment <= 0) return;
    this.estimator.want();
    this.widen(stream, increment);
  }

  /**
   * A message of which `bytes` are still to come has begun. When they are more than the window, it
   * opens for the whole message ahead of consumption, because a reader cannot take half a message: at
   * once if the budget has room, else in turn.
   */
  expect(stream: Stream, bytes: number): void {
    if (stream.remoteEnded || this.recvInitialWindow + stream.recvOffset >= bytes) return;
    if (stream.largeMessage !== undefined) this.share.forget(stream.largeMessage);
    const message = new LargeMessage(bytes, () => {
      this.creditConnection();
      this.widen(stream, message.bytesToCome - this.recvInitialWindow - stream.recvOffset);
    });
    stream.largeMessage = message;
    this.share.request(message);
  }

  private widen(stream: Stream, bytes: number): void {
    const window = this.recvInitialWindow + stream.recvOffset;
    const increment = Math.min(bytes, MAX_WINDOW - window);
    if (increment <= 0 || this.isOver) return;
    stream.recvOffset += increment;
    this.writer.windowUpdate(stream.id, increment);
  }

  /** The peer has acknowledged our SETTINGS: its streams have the window that we announced. */
  onSettingsAck(): void {
    this.recvInitialWindow = this.settings.initialWindowSize;
  }

  /** A PING has been acknowledged. Returns false when it is not one of those that measure the path. */
  onPingAck(payload: Uint8Array): boolean {
    return (
      MEASURING_PING.every((byte, i) => payload[i] === byte) &&
      this.estimator.end(this.share.unreadBytes)
    );
  }

  // --- output ----------------------------------------------------------------------------------

  /** Counts output of a stream that cannot leave. */
  queue(stream: Stream, bytes: number): void {
    stream.queuedBytes += bytes;
    this.share.queue(bytes);
  }

  /** Output of a stream leaves its queue. */
  unqueue(stream: Stream, bytes: number): void {
    stream.queuedBytes -= bytes;
    this.share.unqueue(bytes);
  }

  /** A stream has ended: everything of it that was held is given back. */
  release(stream: Stream): void {
    if (stream.largeMessage !== undefined) {
      this.share.forget(stream.largeMessage);
      stream.largeMessage = undefined;
    }
    stream.consumedBytes = 0;
    if (stream.heldBytes > 0) {
      const held = stream.heldBytes;
      stream.heldBytes = 0;
      this.share.consume(held);
      if (this.isThrottled) this.creditConnection();
    }
    if (stream.queuedBytes > 0) this.unqueue(stream, stream.queuedBytes);
    else this.share.settleIfAwaited();
  }

  /** The connection is over and all streams are gone: gives the share of the budget back. */
  leaveBudget(): void {
    this.share.close();
  }
}
