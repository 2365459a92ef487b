import {
  type AttemptHandler,
  CompressedSender,
  type Compressor,
  type Exchange,
  encodeMessage,
  frameMessage,
  type HedgeableAttempt,
  type MessageOutlet,
  RecordedMessages,
  type ReplayTarget,
  ResetCode,
  StatusError,
  sendMessage,
  withoutStack,
} from "@tramline/rpc";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import type { AttemptRoute } from "./attempt-route.ts";
import { ReceivingAttempt } from "./receiving-attempt.ts";
import { OPEN, OVER, PICKING } from "./waiting-attempt.ts";

const EMPTY = new Uint8Array(0);

/**
 * One try of a call in gRPC's mapping (PROTOCOL-HTTP2): it picks a connection, carries the call over one
 * exchange, and tells its handler what comes back. It is never used a second time.
 */
export class GrpcAttempt<I, O>
  extends ReceivingAttempt<I, O>
  implements HedgeableAttempt<I, O>, ReplayTarget
{
  /** Only where messages are compressed. */
  private sender: CompressedSender | undefined;
  /** The fields that the channel's call credentials add to the request. */
  #credentialFields: readonly string[] | undefined;
  /** Only where messages are kept for another attempt. */
  private recorded: RecordedMessages | undefined;

  constructor(route: AttemptRoute<I, O>, handler: AttemptHandler<O>) {
    super(route, handler);
    this.sender = undefined;
    this.#credentialFields = undefined;
    this.recorded = undefined;
  }

  // --- opening -----------------------------------------------------------------------------------

  /** Adds what call credentials gave: fields that inspection does not show. */
  useCredentials(fields: readonly string[]): void {
    this.#credentialFields = fields;
  }

  protected override open(transport: ClientTransport, wasDelayed: boolean): boolean {
    const { handler, route } = this;
    let exchange: Exchange | undefined;
    let compressor: Compressor | undefined;
    try {
      const fields = handler.openingFields(wasDelayed);
      if (this.#credentialFields !== undefined) fields.push(...this.#credentialFields);
      const compression = handler.compression ?? route.compression;
      if (compression !== undefined) {
        compressor = route.compressors.forSending(compression);
        if (compressor !== undefined) fields.push("grpc-encoding", compressor.name);
      }
      this.onOpening(fields, transport.peer, wasDelayed);
      exchange = transport.open(this, route.template, fields);
    } catch (error) {
      this.reached = "final";
      this.fail(StatusError.from(error));
      return false;
    }
    if (exchange === undefined) return false;
    this.state = OPEN;
    this.exchange = exchange;
    this.transport = transport;
    if (compressor !== undefined) {
      this.sender = new CompressedSender({
        outlet: this.outletOf(exchange),
        compressor,
        thresholdBytes: route.compressionThresholdBytes,
        onError: (error) => this.abandon(error),
      });
    }
    return true;
  }

  protected override begin(): void {
    const { handler } = this;
    handler.replay?.sendAgain(this);
    handler.onOpen();
  }

  // --- sending -----------------------------------------------------------------------------------

  get isWritable(): boolean {
    return this.exchange !== undefined && this.exchange.isWritable && this.sender?.isBusy !== true;
  }

  awaitReady(): void {
    if (this.sender === undefined) this.exchange?.awaitReady();
    else this.sender.after(() => this.exchange?.awaitReady());
  }

  send(message: I, isLast: boolean, compress: boolean): void {
    const { route, sender } = this;
    if (isLast && sender === undefined) {
      // The only message, which its call keeps for another attempt.
      sendMessage(this.outletOf(this.exchange as Exchange), route, message, true);
      return;
    }
    const buffer = isLast ? undefined : this.handler.keepMessages();
    if (sender !== undefined) {
      const encoded = encodeMessage(route, message);
      buffer?.keep(encoded, compress);
      this.compressMessage(sender, encoded, compress, isLast);
      return;
    }
    const outlet = this.outletOf(this.exchange as Exchange);
    if (buffer?.isComplete !== true) {
      sendMessage(outlet, route, message, false);
    } else {
      this.recorded ??= new RecordedMessages(outlet, buffer);
      sendMessage(this.recorded, route, message, false);
    }
  }

  sendFramed(bytes: Uint8Array): void {
    this.outletOf(this.exchange as Exchange).sendData(bytes, false);
  }

  sendEncoded(encoded: Uint8Array, compress: boolean, isLast: boolean): void {
    const { sender } = this;
    if (sender !== undefined) {
      this.compressMessage(sender, encoded, compress, isLast);
    } else {
      this.outletOf(this.exchange as Exchange).sendData(frameMessage(encoded, false), isLast);
    }
  }

  halfClose(): void {
    if (this.sender === undefined) this.exchange?.sendData(EMPTY, true);
    else this.sender.after(() => this.exchange?.sendData(EMPTY, true));
  }

  cancel(reason?: StatusError): void {
    if (this.state !== OVER) this.onOver(reason ?? givenUp());
    if (this.state === PICKING) this.route.channel.abandon(this);
    else if (this.state === OPEN) this.exchange?.reset(ResetCode.CANCEL);
    this.state = OVER;
    this.tracked?.end("CANCELLED");
    this.receiver?.drop();
  }

  // --- what observers see ------------------------------------------------------------------------

  /** The header section is about to be sent. */
  protected onOpening(_fields: string[], _peer: string, _wasDelayed: boolean): void {}

  /** Returns where messages go on their way to the exchange. */
  protected outletOf(exchange: Exchange): MessageOutlet {
    return exchange;
  }

  protected compressMessage(
    sender: CompressedSender,
    encoded: Uint8Array,
    compress: boolean,
    isLast: boolean,
  ): void {
    sender.send(encoded, compress, isLast);
  }
}

function givenUp(): StatusError {
  return withoutStack(() => new StatusError("CANCELLED", "the call was given up"));
}
