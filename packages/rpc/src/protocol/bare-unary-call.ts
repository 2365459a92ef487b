import { acceptsEncoding } from "../compression/compression-registry.ts";
import type { Compressor } from "../compression/compressor.ts";
import type { ReceivedFields, ServedExchange } from "../exchange/exchange.ts";
import { encodeMessage } from "../framing/send-message.ts";
import type { CallHost } from "../server/call-host.ts";
import type { ServedMethod } from "../server/served-method.ts";
import { StatusError } from "../status/status-error.ts";
import { BareCall, type BareHead } from "./bare-call.ts";
import { headersSent } from "./exchange-call.ts";

const NOTHING = new Uint8Array(0);

/**
 * A call whose bodies are the bare messages, one each way. The response's headers leave with the
 * response, because its trailers may be among them.
 */
export abstract class BareUnaryCall extends BareCall {
  /** The response, as encoded. */
  protected response: Uint8Array;

  constructor(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
    head: BareHead,
  ) {
    super(host, served, exchange, section, head);
    this.response = NOTHING;
  }

  /**
   * Sends headers and body, and ends the call.
   *
   * @param body the response, compressed where there is a compressor
   */
  protected abstract respond(body: Uint8Array, compressor: Compressor | undefined): void;

  /** The headers are complete; they leave with the response. */
  sendHeaders(): void {
    if (this.isOver) return;
    if (this.sentHeaders) throw headersSent();
    this.sentHeaders = true;
    this.headers?.seal();
  }

  protected send(response: unknown): void {
    this.response = encodeMessage(this.served, response);
  }

  protected sendOk(): void {
    const { response } = this;
    const compressor = this.compressorOf(response.length);
    if (compressor === undefined) {
      this.respond(response, undefined);
      return;
    }
    let packed: Uint8Array | Promise<Uint8Array>;
    try {
      packed = compressor.compress(response);
    } catch (error) {
      this.onCompressError(compressor, error);
      return;
    }
    if (packed instanceof Uint8Array) {
      this.respond(packed, compressor);
      return;
    }
    packed.then(
      (bytes) => {
        try {
          this.respond(bytes, compressor);
        } catch (error) {
          this.refuse(error);
        }
      },
      (error: unknown) => this.onCompressError(compressor, error),
    );
  }

  private compressorOf(bytes: number): Compressor | undefined {
    const { encoding, head } = this;
    const { compressors, compressionThresholdBytes } = this.host.settings;
    if (encoding === undefined || !this.compress || bytes < compressionThresholdBytes) {
      return undefined;
    }
    if (!acceptsEncoding(head.acceptEncoding ?? "", encoding)) return undefined;
    return compressors.forSending(encoding);
  }

  private onCompressError({ name }: Compressor, cause: unknown): void {
    const text = `a message could not be compressed with ${name}`;
    this.refuseAnswer(new StatusError("INTERNAL", text, { cause }));
  }
}
