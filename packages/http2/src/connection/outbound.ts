import { ErrorCode } from "../errors.ts";
import type { ByteBudget, HeldAccount } from "../flow/byte-budget.ts";
import { FlowControl, type FlowSettings } from "../flow/flow-control.ts";
import { beginHeaders, finishHeaders } from "../frame/headers.ts";
import { HpackEncoder } from "../hpack/encoder.ts";
import type { OutputBuffer } from "../output-buffer.ts";
import { fieldsSize, type HeaderTemplate } from "../stream/header-template.ts";
import type { MemoryOwner, Stream, StreamWriter } from "../stream/stream.ts";
import type { Timers } from "../timers.ts";
import { DataSender, type SendEnding } from "./data-sender.ts";
import { FrameOutput } from "./frame-output.ts";
import { HeldCuts } from "./held-cuts.ts";
import type { OutboundListener } from "./outbound-listener.ts";
import type { ConnectionSink } from "./sink.ts";
import type { StreamTable } from "./stream-table.ts";
import { TemplateCache } from "./template-cache.ts";

/** The parts of an {@link Outbound}. */
export interface OutboundParts {
  readonly sink: ConnectionSink;
  readonly table: StreamTable;
  readonly settings: FlowSettings & {
    /** Whether streams are reset when too much is held: a client's own streams never are. */
    readonly cutsStreams: boolean;
  };
  readonly budget: ByteBudget | undefined;
  readonly account: HeldAccount | undefined;
  readonly now: () => number;
  readonly timers: Timers | undefined;
  readonly listener: OutboundListener;
}

/** The initial value of SETTINGS_HEADER_TABLE_SIZE (RFC 9113 section 6.5.2). */
const DEFAULT_TABLE_BYTES = 4096;

/**
 * The writer that streams see: header sections, DATA (by {@link DataSender}), resets. It owns no
 * window (see {@link FlowControl}) and no buffer (see {@link FrameOutput}).
 */
export class Outbound implements StreamWriter, SendEnding {
  /** The frames that are ready, and control frames. */
  readonly out: FrameOutput;
  readonly output: OutputBuffer;
  readonly flow: FlowControl;
  /** Made with the first field block, as the templates: an idle connection has none. */
  private encoder: HpackEncoder | undefined;
  private readonly sender: DataSender;
  private readonly table: StreamTable;
  private templates: TemplateCache | undefined;
  private readonly cuts: HeldCuts;
  private readonly listener: OutboundListener;
  /** Bytes of the write under way. */
  private inFlightBytes: number;
  /** SETTINGS_MAX_HEADER_LIST_SIZE: the largest field section that the peer says it takes. */
  peerMaxFieldSectionSize: number;

  constructor(parts: OutboundParts) {
    const { table, settings } = parts;
    this.out = new FrameOutput(parts.sink);
    this.output = this.out.output;
    this.cuts = new HeldCuts({
      table,
      isEnabled: settings.cutsStreams,
      listener: parts.listener,
      reset: (stream) => this.reset(stream, ErrorCode.ENHANCE_YOUR_CALM),
      share: () => this.flow.share,
    });
    this.flow = new FlowControl({
      settings,
      writer: this.out,
      cutter: this.cuts,
      budget: parts.budget,
      account: parts.account,
      now: parts.now,
      timers: parts.timers,
    });
    this.encoder = undefined;
    this.sender = new DataSender(this.out, this.flow, this);
    this.table = table;
    this.templates = undefined;
    this.listener = parts.listener;
    this.inFlightBytes = 0;
    this.peerMaxFieldSectionSize = Infinity;
  }

  /** SETTINGS_HEADER_TABLE_SIZE: the peer's decoder takes a dynamic table of so many bytes. */
  set peerMaxTableSize(size: number) {
    if (this.encoder === undefined && size === DEFAULT_TABLE_BYTES) return;
    this.encoder ??= new HpackEncoder();
    this.encoder.setPeerMaxTableSize(size);
  }

  set peerMaxFrameSize(size: number) {
    this.sender.peerMaxFrameSize = size;
  }

  // --- header sections -------------------------------------------------------------------------

  fits(template: HeaderTemplate, fields: readonly string[]): boolean {
    return template.size + fieldsSize(fields) <= this.peerMaxFieldSectionSize;
  }

  headers(stream: Stream, template: HeaderTemplate, fields: readonly string[]): void {
    if (stream.localEnded || this.out.isOver) return;
    this.fieldBlock(stream.id, template, fields, false);
  }

  /** A request's header section: the frame that opens the stream. */
  openingHeaders(
    streamId: number,
    template: HeaderTemplate,
    fields: readonly string[],
    endStream: boolean,
  ): void {
    this.fieldBlock(streamId, template, fields, endStream);
  }

  trailers(stream: Stream, template: HeaderTemplate, fields: readonly string[]): void {
    if (stream.localEnded || this.out.isOver) return;
    if (stream.queueHead !== undefined) {
      stream.queuedTrailers = { template, fields };
      return;
    }
    this.fieldBlock(stream.id, template, fields, true);
    this.endLocal(stream);
  }

  private fieldBlock(
    streamId: number,
    template: HeaderTemplate,
    fields: readonly string[],
    endStream: boolean,
  ): void {
    this.out.wake();
    const { output } = this;
    const start = beginHeaders(output);
    const encoder = (this.encoder ??= new HpackEncoder());
    encoder.begin(output);
    (this.templates ??= new TemplateCache()).write(output, encoder, template);
    for (let i = 0; i + 1 < fields.length; i += 2) {
      encoder.field(output, fields[i] as string, fields[i + 1] as string);
    }
    this.out.wasActive = true;
    this.out.earnUpdates();
    finishHeaders(output, start, streamId, endStream, this.sender.peerMaxFrameSize);
    this.out.openStream = undefined;
  }

  /** Whether HEADERS or DATA have been written since the last call. */
  takeActivity(): boolean {
    const { wasActive } = this.out;
    this.out.wasActive = false;
    return wasActive;
  }

  // --- body ------------------------------------------------------------------------------------

  reserve(stream: Stream): number {
    return this.sender.reserve(stream);
  }

  commit(stream: Stream, start: number, end: number, endStream: boolean): void {
    this.sender.commit(stream, start, end, endStream);
  }

  release(): void {
    this.out.isReserved = false;
  }

  data(
    stream: Stream,
    bytes: Uint8Array,
    endStream: boolean,
    owner: MemoryOwner | undefined,
  ): void {
    this.sender.data(stream, bytes, endStream, owner);
  }

  isCongested(stream: Stream): boolean {
    return this.sender.isCongested(stream);
  }

  awaitReady(stream: Stream): void {
    this.sender.awaitReady(stream);
  }

  // --- flow control ----------------------------------------------------------------------------

  /** WINDOW_UPDATE on stream 0. Returns false when the window would exceed its maximum. */
  widenConnection(increment: number): boolean {
    if (!this.flow.send.widenConnection(increment)) return false;
    this.sender.pump();
    return true;
  }

  /** WINDOW_UPDATE on a stream. Returns false when the window would exceed its maximum. */
  widenStream(stream: Stream, increment: number): boolean {
    if (!this.flow.send.widenStream(stream, increment)) return false;
    this.sender.schedule(stream);
    this.sender.pump();
    return true;
  }

  /**
   * SETTINGS_INITIAL_WINDOW_SIZE of the peer.
   *
   * @returns how many streams had to be looked at; -1 when a window would exceed its maximum
   */
  changeInitialWindow(size: number): number {
    const walked = this.flow.send.changeInitial(size, () => this.table.all());
    if (walked >= 0) this.sender.onWindowsChanged();
    return walked;
  }

  credit(stream: Stream, bytes: number): void {
    this.flow.credit(stream, bytes);
  }

  expect(stream: Stream, bytes: number): void {
    this.flow.expect(stream, bytes);
  }

  // --- ends ------------------------------------------------------------------------------------

  reset(stream: Stream, errorCode: number): void {
    if (stream.isReset || (stream.localEnded && stream.remoteEnded)) return;
    if (errorCode !== ErrorCode.NO_ERROR) this.table.failed += 1;
    this.resetId(stream.id, errorCode);
    this.drop(stream);
  }

  /** RST_STREAM for a stream that may not be in the table (refused, or long gone). */
  resetId(streamId: number, errorCode: number): void {
    if (this.out.isOver) return;
    this.table.rememberReset(streamId);
    this.out.rstStream(streamId, errorCode);
  }

  /** The rest of what the peer sends on the stream is of no use: a reset says so once our side has ended. */
  stopReading(stream: Stream): void {
    stream.isUnread = true;
    if (stream.localEnded) this.reset(stream, ErrorCode.NO_ERROR);
  }

  blame(): void {
    this.listener.onViolation();
  }

  onBlocked(ms: number): void {
    this.listener.onBlocked(ms);
  }

  countInflated(packedBytes: number, bytes: number): number {
    return this.listener.onInflated(packedBytes, bytes);
  }

  get inflationDebtMs(): number {
    return this.listener.inflationDebtMs;
  }

  /** Forgets a stream's queue and closes it both ways, without a frame. */
  drop(stream: Stream): void {
    stream.isReset = true;
    stream.localEnded = true;
    stream.remoteEnded = true;
    stream.queueHead = undefined;
    stream.queueTail = undefined;
    stream.queuedTrailers = undefined;
    if (this.out.openStream === stream) this.out.openStream = undefined;
    this.table.remove(stream);
  }

  /** A stream has left the table: gives back what it held. */
  forget(stream: Stream): void {
    this.sender.forget(stream);
    this.flow.release(stream);
  }

  /** Refuses a request because the peer does not read its responses. */
  refuseUnread(streamId: number): void {
    this.resetId(streamId, ErrorCode.ENHANCE_YOUR_CALM);
    this.cuts.onUnread();
  }

  endLocal(stream: Stream): void {
    stream.localEnded = true;
    if (stream.remoteEnded) {
      this.out.endedUnsent += 1;
      this.table.remove(stream);
    } else if (stream.isUnread) {
      this.reset(stream, ErrorCode.NO_ERROR);
    }
  }

  /** Refuses a stream that is not in the table. */
  refuse(streamId: number): void {
    this.resetId(streamId, ErrorCode.REFUSED_STREAM);
  }

  // --- flushing --------------------------------------------------------------------------------

  /** Returns everything that is ready, in order, for one write. Empty when there is nothing. */
  take(): Uint8Array[] {
    this.sender.endTurn();
    this.inFlightBytes = this.out.batch.pendingBytes();
    const taken = this.out.take();
    if (taken.length > 0) {
      this.flow.share.queue(this.inFlightBytes);
      return taken;
    }
    this.sender.notifyReady();
    if (this.sender.hasMore) this.out.wake();
    return taken;
  }

  /** The last write is done: its buffers are free, while who writes now goes on writing. */
  taken(): void {
    this.out.batch.written();
    this.giveBackInFlight();
  }

  /** The last write is done: its buffers are free, and senders that waited go on. */
  written(): void {
    this.out.written();
    this.giveBackInFlight();
    if (this.out.isOver) return;
    this.sender.pump();
    this.sender.notifyReady();
    if (this.sender.hasMore) this.out.wake();
  }

  private giveBackInFlight(): void {
    const bytes = this.inFlightBytes;
    this.inFlightBytes = 0;
    this.flow.share.unqueue(bytes);
  }

  /** No DATA or HEADERS frame is written from here on, and no stream is writable. */
  stop(): void {
    this.out.isOver = true;
    this.out.openStream = undefined;
    this.flow.isOver = true;
    this.sender.stop();
  }

  /** All streams have been dropped: gives the share of the budget back. */
  leaveBudget(): void {
    this.giveBackInFlight();
    this.flow.leaveBudget();
  }
}
