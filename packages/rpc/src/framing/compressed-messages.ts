import type { Compressor } from "../compression/compressor.ts";
import type { MessageOutlet } from "../exchange/exchange.ts";
import { StatusError } from "../status/status-error.ts";
import { InOrder } from "./in-order.ts";
import { frameMessage } from "./send-message.ts";

/** The parts of a {@link CompressedSender}. */
export interface CompressedSenderParts {
  /** Where compressed messages go. */
  readonly outlet: MessageOutlet;
  /** Compresses messages. */
  readonly compressor: Compressor;
  /** Messages with fewer bytes are sent as they are. */
  readonly thresholdBytes: number;
  /** A message could not be compressed: nothing more is sent, and the call is to be ended. */
  readonly onError: (error: StatusError) => void;
}

/**
 * Sends the encoded messages of a call that has a compression. Compressing may take another thread's
 * time; the order of messages is kept.
 */
export class CompressedSender {
  private readonly parts: CompressedSenderParts;
  private readonly order: InOrder;
  private hasFailed: boolean;

  constructor(parts: CompressedSenderParts) {
    this.parts = parts;
    this.order = new InOrder();
    this.hasFailed = false;
  }

  /** Whether messages wait for their compression. */
  get isBusy(): boolean {
    return this.order.isBusy;
  }

  /** Sends an encoded message, compressed if wanted, behind those that were sent before. */
  send(encoded: Uint8Array, compress: boolean, endStream: boolean): void {
    const { outlet, compressor, thresholdBytes } = this.parts;
    this.order.run(() => {
      if (this.hasFailed) return undefined;
      if (!compress || encoded.length < thresholdBytes) {
        outlet.sendData(frameMessage(encoded, false), endStream);
        return undefined;
      }
      try {
        const packed = compressor.compress(encoded);
        if (packed instanceof Uint8Array) {
          outlet.sendData(frameMessage(packed, true), endStream);
          return undefined;
        }
        return packed.then(
          (bytes) => outlet.sendData(frameMessage(bytes, true), endStream),
          (error: unknown) => this.fail(error),
        );
      } catch (error) {
        this.fail(error);
        return undefined;
      }
    });
  }

  /** Runs a step behind all messages that are on their way, also when one could not be compressed. */
  after(step: () => void): void {
    this.order.run(step);
  }

  private fail(error: unknown): void {
    this.hasFailed = true;
    const { compressor, onError } = this.parts;
    // The text of the cause is the sender's own affair: it is not sent to the peer.
    const text = `a message could not be compressed with ${compressor.name}`;
    onError(new StatusError("INTERNAL", text, { cause: error }));
  }
}
