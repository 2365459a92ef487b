import type { Reader } from "@tramline/protobuf/wire";
import type { ExchangeWriter, MemoryLender, MessageOutlet } from "../exchange/exchange.ts";
import { MESSAGE_PREFIX_LENGTH, readMessageLength } from "../framing/message-prefix.ts";
import type { DecodableType } from "../framing/message-types.ts";
import { throwLater } from "./throw-later.ts";

/** Where an observed call's messages go. */
export type MeteredOutlet = MessageOutlet & { readonly localEnded: boolean };

/** Hears the sizes of a call's messages: an observer of either side. */
export interface MessageObserver {
  /** A message was sent: its size, and its size as it travels. */
  onMessageSent(bytes: number, wireBytes: number): void;
  /** A message was received: its size, and its size as it traveled. */
  onMessageReceived(bytes: number, wireBytes: number): void;
}

/**
 * Measures the messages of one observed call. It wraps the two objects that every message passes:
 * the outlet that takes it framed, and the type that decodes it.
 */
export class MessageMeter<T> implements MessageOutlet, DecodableType<T> {
  private readonly type: DecodableType<T>;
  private readonly observer: MessageObserver;
  /** Where messages go; set before the first is sent. */
  outlet: MeteredOutlet | undefined;
  /** Sizes of messages that are being compressed, in their order. */
  private encodedSizes: number[] | undefined;
  private decodedBytes: number;
  private consumedBytes: number;
  private isInflating: boolean;

  constructor(type: DecodableType<T>, observer: MessageObserver) {
    this.type = type;
    this.observer = observer;
    this.outlet = undefined;
    this.encodedSizes = undefined;
    this.decodedBytes = 0;
    this.consumedBytes = 0;
    this.isInflating = false;
  }

  // --- what is sent ------------------------------------------------------------------------------

  /** The writer of the outlet behind it. */
  get writer(): ExchangeWriter {
    return (this.outlet as MeteredOutlet).writer;
  }

  /** As `MessageOutlet.reserve`. */
  reserve(): number {
    return (this.outlet as MeteredOutlet).reserve();
  }

  /** Whether the outlet behind it takes no more. */
  get localEnded(): boolean {
    return (this.outlet as MeteredOutlet).localEnded;
  }

  /** Reports the message's sizes and passes it on. */
  commit(start: number, end: number, endStream: boolean): void {
    const outlet = this.outlet as MeteredOutlet;
    this.tellFramed(outlet.writer.output.bytes, start, end);
    outlet.commit(start, end, endStream);
  }

  /** As `MessageOutlet.release`. */
  release(): void {
    (this.outlet as MeteredOutlet).release();
  }

  /** Reports the sizes of a message that is complete and passes it on. */
  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void {
    this.tellFramed(bytes, 0, bytes.length);
    (this.outlet as MeteredOutlet).sendData(bytes, endStream, owner);
  }

  /** A message of `bytes` is handed to its compression, from which it comes to `sendData`. */
  onCompressing(bytes: number): void {
    this.encodedSizes ??= [];
    this.encodedSizes.push(bytes);
  }

  /** Tells of messages with their prefixes: one, none with the end of the stream, or several. */
  private tellFramed(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const wireBytes = readMessageLength(bytes, at);
      this.tellSent(this.encodedSizes?.shift() ?? wireBytes, wireBytes);
      at += MESSAGE_PREFIX_LENGTH + wireBytes;
    }
  }

  /** A message was sent: its size, and its size as it travels. */
  tellSent(bytes: number, wireBytes: number): void {
    try {
      this.observer.onMessageSent(bytes, wireBytes);
    } catch (error) {
      throwLater(error);
    }
  }

  // --- what is received --------------------------------------------------------------------------

  /** The full name of the message type. */
  get typeName(): string {
    return this.type.typeName;
  }

  /** Decodes a message and reports its sizes. */
  decodeFrom(reader: Reader, end: number): T {
    this.decodedBytes = end - reader.position;
    return this.type.decodeFrom(reader, end);
  }

  /** The next message that is decoded comes compressed. */
  onInflating(): void {
    this.isInflating = true;
  }

  /** Bytes of messages with their prefixes are held no longer; of a compressed one, as soon as it is decoded. */
  onConsumed(bytes: number): void {
    this.consumedBytes = bytes - MESSAGE_PREFIX_LENGTH;
  }

  /** The message that was decoded last reaches its call. */
  tellReceived(): void {
    const wireBytes = this.isInflating ? this.consumedBytes : this.decodedBytes;
    this.isInflating = false;
    try {
      this.observer.onMessageReceived(this.decodedBytes, wireBytes);
    } catch (error) {
      throwLater(error);
    }
  }

  /** A message is unread when its call ends. */
  tellUnread(wireBytes: number, isCompressed: boolean): void {
    try {
      this.observer.onMessageReceived(isCompressed ? -1 : wireBytes, wireBytes);
    } catch (error) {
      throwLater(error);
    }
  }
}
