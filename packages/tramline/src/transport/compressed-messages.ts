import type { Stream } from "@tramline/http2";
import { type Compressor, InOrder, StatusError } from "@tramline/rpc";
import { frameMessage } from "./send-message.ts";

/**
 * The way of messages where a call has a compression, both directions. Compressing may take another
 * thread's time; the order of messages is kept all the same.
 */

/** Sends encoded messages, compressed where asked for. */
export class CompressedSender {
  private readonly stream: Stream;
  private readonly compressor: Compressor;
  private readonly order: InOrder;
  private readonly onError: (error: StatusError) => void;

  /** @param onError told when a message cannot be compressed; the call is over then. */
  constructor(stream: Stream, compressor: Compressor, onError: (error: StatusError) => void) {
    this.stream = stream;
    this.compressor = compressor;
    this.order = new InOrder();
    this.onError = onError;
  }

  /** Whether messages wait for their compression. */
  get isBusy(): boolean {
    return this.order.isBusy;
  }

  send(encoded: Uint8Array, compress: boolean, endStream: boolean): void {
    this.order.run(() => {
      if (!compress) {
        this.stream.sendData(frameMessage(encoded, false), endStream);
        return undefined;
      }
      try {
        const packed = this.compressor.compress(encoded);
        if (packed instanceof Uint8Array) {
          this.stream.sendData(frameMessage(packed, true), endStream);
          return undefined;
        }
        return packed.then(
          (bytes) => this.stream.sendData(frameMessage(bytes, true), endStream),
          (error: unknown) => this.onError(StatusError.from(error)),
        );
      } catch (error) {
        this.onError(StatusError.from(error));
        return undefined;
      }
    });
  }

  /** Runs a step behind all messages that are on their way. */
  after(step: () => void): void {
    this.order.run(step);
  }
}
