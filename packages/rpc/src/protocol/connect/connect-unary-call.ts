import { acceptsEncoding } from "../../compression/compression-registry.ts";
import type { Compressor } from "../../compression/compressor.ts";
import type { FieldTemplate, ReceivedFields, ServedExchange } from "../../exchange/exchange.ts";
import { receiveBare } from "../../framing/bare-message.ts";
import {
  MESSAGE_PREFIX_LENGTH,
  prefixError,
  writeMessagePrefix,
} from "../../framing/message-prefix.ts";
import { MessageReceiver } from "../../framing/message-receiver.ts";
import { type MessageSource, NO_MESSAGE } from "../../framing/message-run.ts";
import { encodeMessage } from "../../framing/send-message.ts";
import type { CallHost } from "../../server/call-host.ts";
import type { ServedMethod } from "../../server/served-method.ts";
import { StatusError } from "../../status/status-error.ts";
import {
  broken,
  type CallHead,
  ExchangeCall,
  headersSent,
  metadataTooLarge,
} from "../exchange-call.ts";
import { metadataFields } from "../grpc/response-fields.ts";
import {
  asClientError,
  encodeError,
  errorTemplate,
  prefixTrailers,
  trailerFields,
} from "./connect-error.ts";
import { GatheredBody } from "./gathered-body.ts";

/** The head of a unary call. */
export interface UnaryHead extends CallHead {
  /** The size of the body by its content-length; -1 when there is none. */
  readonly contentLength: number;
  /** The message of a GET request, as encoded; undefined for other requests. */
  readonly queryMessage: Uint8Array | undefined;
  /** The constant fields of the response. */
  readonly responseTemplate: FieldTemplate;
}

const NOTHING = new Uint8Array(0);

/**
 * A Connect call of a unary method: the bodies are the bare messages, and the status is HTTP's. The
 * response's headers leave with the response, because its trailers are among them.
 */
export class ConnectUnaryCall extends ExchangeCall {
  declare protected readonly head: UnaryHead;
  /** A body of unknown length that is not whole. */
  private gathered: GatheredBody | undefined;
  /** The message is there, or on its way through the receiver. */
  private hasBody: boolean;
  /** Bytes that will be given back although they have not come by the exchange. */
  private uncounted: number;
  private response: Uint8Array;

  constructor(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
    head: UnaryHead,
  ) {
    super(host, served, exchange, section, head);
    this.gathered = undefined;
    this.hasBody = false;
    this.uncounted = 0;
    this.response = NOTHING;
  }

  // --- the request -----------------------------------------------------------------------------

  override start(hasEnded: boolean): void {
    super.start(false);
    if (this.isOver) return;
    const { queryMessage } = this.head;
    if (queryMessage !== undefined) {
      this.exchange.awaitsBody = false;
      this.uncounted = queryMessage.length;
      this.takeBody(queryMessage);
      super.onEnd();
    } else if (hasEnded) {
      this.onEnd();
    }
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.isOver) return;
    const { contentLength, encoding, queryMessage } = this.head;
    const length = end - start;
    if (queryMessage !== undefined) {
      this.exchange.consume(length);
    } else if (this.receiver !== undefined) {
      this.receiver.receive(bytes, start, end);
    } else if (this.hasBody) {
      this.onReceiveError(broken("the request's body is longer than its content-length"), true);
    } else if (contentLength < 0) {
      this.gather(bytes, start, end);
    } else if (contentLength > this.maxReceiveBytes) {
      this.onReceiveError(prefixError(0, contentLength, this.maxReceiveBytes), false);
    } else if (length === contentLength && encoding === undefined) {
      this.hasBody = true;
      receiveBare(this, bytes, start, end);
    } else {
      this.beginMessage(contentLength).receive(bytes, start, end);
    }
  }

  override onEnd(): void {
    if (this.isOver || this.head.queryMessage !== undefined) return;
    if (!this.hasBody) this.takeBody(this.gathered?.take() ?? NOTHING);
    super.onEnd();
  }

  private gather(bytes: Uint8Array, start: number, end: number): void {
    this.gathered ??= new GatheredBody();
    const { gathered, maxReceiveBytes } = this;
    if (gathered.size + end - start > maxReceiveBytes) {
      const size = gathered.size + end - start;
      this.onReceiveError(prefixError(0, size, maxReceiveBytes), false);
      return;
    }
    gathered.add(bytes, start, end);
    // Nothing is given back before the body is whole: the window must let more of it come.
    this.exchange.expect(Math.min(gathered.size + 1, maxReceiveBytes - gathered.size + 1));
  }

  /** Takes the body, which is whole. */
  private takeBody(bytes: Uint8Array): void {
    const { length } = bytes;
    // An empty body is not compressed, whatever the request says.
    if (length === 0 || this.head.encoding === undefined) {
      this.hasBody = true;
      if (length > this.maxReceiveBytes) {
        this.onReceiveError(prefixError(0, length, this.maxReceiveBytes), false);
      } else {
        receiveBare(this, bytes, 0, length);
      }
    } else {
      this.beginMessage(length).receive(bytes, 0, length);
    }
  }

  /** Begins to receive the body as a message with a prefix, which is how it is inflated in its turn. */
  private beginMessage(length: number): MessageReceiver<unknown> {
    this.hasBody = true;
    const prefix = new Uint8Array(MESSAGE_PREFIX_LENGTH);
    writeMessagePrefix(prefix, 0, length, this.head.encoding !== undefined);
    this.uncounted += MESSAGE_PREFIX_LENGTH;
    const receiver = new MessageReceiver(this);
    this.receiver = receiver;
    receiver.receive(prefix, 0, MESSAGE_PREFIX_LENGTH);
    return receiver;
  }

  override consume(bytes: number): void {
    const counted = bytes - this.uncounted;
    this.uncounted = 0;
    if (counted > 0) super.consume(counted);
  }

  override onReceiveError(error: StatusError, isViolation: boolean): void {
    super.onReceiveError(asClientError(error), isViolation);
  }

  // --- the response ----------------------------------------------------------------------------

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

  protected sendFrom(source: MessageSource): number {
    const response = source.takeNow();
    if (response === NO_MESSAGE) return 0;
    this.send(response);
    return 1;
  }

  endRun(): void {}

  get isWritable(): boolean {
    return this.exchange.isWritable;
  }

  awaitRoom(): void {
    this.exchange.awaitReady();
  }

  onSendReady(): void {}

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

  private respond(body: Uint8Array, compressor: Compressor | undefined): void {
    if (this.isOver) return;
    this.host.onCallEnded();
    this.adoptLateTrailers();
    const { exchange } = this;
    const { responseTemplate } = this.head;
    const fields = this.responseFields(undefined);
    if (compressor !== undefined) fields.push("content-encoding", compressor.name);
    if (!exchange.fits(responseTemplate, fields)) {
      this.refuse(metadataTooLarge("headers and trailers"));
      return;
    }
    exchange.sendHeaders(responseTemplate, fields);
    exchange.sendData(body, true);
    this.noteSent(this.response.length, body.length);
    this.release(undefined);
  }

  private responseFields(error: StatusError | undefined): string[] {
    const fields = metadataFields(this.headers);
    fields.push(...prefixTrailers(trailerFields(error, this.trailers)));
    return fields;
  }

  protected sendFailure(error: StatusError): void {
    const { exchange } = this;
    const template = errorTemplate(error.code);
    let fields: string[];
    try {
      fields = this.responseFields(error);
    } catch {
      fields = [];
    }
    // A status that does not get through is worse than one without its metadata.
    if (!exchange.fits(template, fields)) fields = [];
    exchange.sendHeaders(template, fields);
    exchange.sendData(encodeError(error), true);
  }
}
