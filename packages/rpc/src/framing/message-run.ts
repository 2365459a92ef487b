import { checkEmptyMessage, Writer } from "@tramline/protobuf/wire";
import { CodedType } from "../codec/coded-type.ts";
import type { MessageOutlet } from "../exchange/exchange.ts";
import { MESSAGE_PREFIX_LENGTH, writeMessagePrefix } from "./message-prefix.ts";
import {
  cannotEncode,
  LARGE_BYTES,
  messageTooLarge,
  type SentMessages,
  sendMessage,
} from "./send-message.ts";

/** A run of messages is sent when it has so many bytes: what an outlet has room for in any case. */
const RUN_BYTES = 512;

const NOTHING = new Uint8Array(0);

/** The writer of all runs; a message whose getters send messages themselves is not added to a run. */
const writer = new Writer(NOTHING);
let isWriterBusy = false;

/** Stands for the absence of a message that could be taken now; see `MessageSource.takeNow`. */
export const NO_MESSAGE: unique symbol = Symbol("no message");

/** Where the messages of a run come from. */
export interface MessageSource {
  /** The next message, if it is there without waiting and nothing else comes before it; else NO_MESSAGE. */
  takeNow(): unknown;
}

/**
 * Small messages of one call that follow one another without a break. They are laid one behind another
 * and leave as one piece: what an exchange does for a piece costs as much as encoding a small message.
 * Other output that is written meanwhile leaves ahead of messages that have not been flushed.
 */
export class MessageRun<I> {
  private readonly outlet: MessageOutlet & { readonly localEnded: boolean };
  private readonly sent: SentMessages<I>;
  /** The memory of the run, of which it uses `bytes[start..end)`; undefined between runs. */
  private bytes: Uint8Array | undefined;
  private start: number;
  private end: number;
  /** The last message was large: the next one is not begun in the output. */
  private wasLarge: boolean;

  constructor(outlet: MessageOutlet & { readonly localEnded: boolean }, sent: SentMessages<I>) {
    this.outlet = outlet;
    this.sent = sent;
    this.bytes = undefined;
    this.start = 0;
    this.end = 0;
    this.wasLarge = false;
  }

  /**
   * Adds the next messages of a source to what the next flush sends, `most` at most, until there are none
   * or a piece has been sent.
   *
   * @returns how many it has taken
   * @throws StatusError as sendMessage does; the messages before it have been sent then
   */
  addFrom(source: MessageSource, most: number): number {
    const { outlet, sent } = this;
    const maxBytes = Math.min(sent.maxSendBytes, RUN_BYTES);
    const { output } = outlet.writer;
    let taken = 0;
    while (taken < most) {
      const message = source.takeNow();
      if (message === NO_MESSAGE) return taken;
      taken += 1;
      // Taking it may have run a handler, which may have written something else.
      const memory = this.bytes;
      if (
        memory === undefined ||
        memory !== output.bytes ||
        isWriterBusy ||
        typeof message !== "object" ||
        message === null
      ) {
        this.add(message as I);
        if (this.bytes === undefined) return taken;
        continue;
      }
      const start = this.end;
      const body = start + MESSAGE_PREFIX_LENGTH;
      this.encode(message as I, memory, body);
      const end = writer.position;
      if (
        end === body ||
        end - body > maxBytes ||
        writer.bytes !== memory ||
        output.bytes !== memory
      ) {
        this.lay(message as I, memory);
        if (this.bytes === undefined) return taken;
        continue;
      }
      writeMessagePrefix(memory, start, end - body, false);
      this.end = end;
      if (end - this.start >= RUN_BYTES) {
        this.flush();
        return taken;
      }
    }
    return taken;
  }

  /**
   * Adds a message to what the next flush sends; it flushes by itself now and then.
   *
   * @throws StatusError as sendMessage does; the messages before it have been sent then
   */
  add(message: I): void {
    const { outlet, sent } = this;
    if (this.bytes !== undefined && this.bytes !== outlet.writer.output.bytes) this.flush();
    if (
      this.wasLarge ||
      isWriterBusy ||
      typeof message !== "object" ||
      message === null ||
      !this.open()
    ) {
      this.flush();
      this.wasLarge = sendMessage(outlet, sent, message, false) > LARGE_BYTES;
      return;
    }
    const memory = this.bytes as unknown as Uint8Array;
    this.encode(message, memory, this.end + MESSAGE_PREFIX_LENGTH);
    this.lay(message, memory);
  }

  /** Encodes a message to `memory`, from `position` on; the writer has other memory afterwards if it is too small. */
  private encode(message: I, memory: Uint8Array, position: number): void {
    writer.bytes = memory;
    writer.position = position;
    isWriterBusy = true;
    try {
      this.sent.sentType.encodeTo(message, writer);
    } catch (error) {
      writer.bytes = NOTHING;
      throw this.notEncoded(message, error);
    } finally {
      isWriterBusy = false;
    }
  }

  private notEncoded(message: I, error: unknown): Error {
    this.flush();
    return cannotEncode(this.sent.sentType, message, error);
  }

  /** Adds the message that the writer has behind the last one, whatever came of its memory meanwhile. */
  private lay(message: I, memory: Uint8Array): void {
    const { outlet, end: start } = this;
    const { sentType: type, maxSendBytes } = this.sent;
    const { bytes, position: end } = writer;
    writer.bytes = NOTHING;
    const length = end - start - MESSAGE_PREFIX_LENGTH;
    if (length === 0 && !(type instanceof CodedType)) {
      try {
        checkEmptyMessage(type, message);
      } catch (error) {
        throw this.notEncoded(message, error);
      }
    }
    if (length > maxSendBytes) {
      this.flush();
      throw messageTooLarge(length, maxSendBytes);
    }
    writeMessagePrefix(bytes, start, length, false);
    if (bytes !== memory || outlet.writer.output.bytes !== memory) {
      this.flush();
      outlet.sendData(bytes.subarray(start, end), false);
      this.wasLarge = length > LARGE_BYTES;
      return;
    }
    this.end = end;
    if (end - this.start >= RUN_BYTES) this.flush();
  }

  /** Begins a run unless one is under way. False where messages have to wait in the exchange's queue. */
  private open(): boolean {
    if (this.bytes !== undefined) return true;
    const start = this.outlet.reserve();
    if (start < 0) return false;
    this.bytes = this.outlet.writer.output.bytes;
    this.start = start;
    this.end = start;
    return true;
  }

  /** Sends the messages that have been added. */
  flush(): void {
    const { bytes, outlet, start, end } = this;
    if (bytes === undefined) return;
    this.bytes = undefined;
    // The memory must not live on with the process's writer until the next run.
    if (!isWriterBusy) writer.bytes = NOTHING;
    if (bytes !== outlet.writer.output.bytes) {
      // Something else was written in between: the memory has been left to the run.
      if (end > start) outlet.sendData(bytes.subarray(start, end), false);
    } else if (end === start || outlet.localEnded) {
      outlet.release();
    } else {
      outlet.commit(start, end, false);
    }
  }
}
