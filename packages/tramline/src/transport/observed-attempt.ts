import {
  type AttemptHandler,
  type ClientAttemptObserver,
  type ClientCallObserver,
  type CompressedSender,
  type Compressor,
  type DecodableType,
  type Exchange,
  MessageMeter,
  type MessageOutlet,
  type ReceivedFields,
  type StatusError,
  startAttempt,
  throwLater,
} from "@tramline/rpc";
import type { AttemptRoute } from "./attempt-route.ts";
import { GrpcAttempt } from "./grpc-attempt.ts";

/** An attempt of a call that has observers. */
export class ObservedAttempt<I, O> extends GrpcAttempt<I, O> {
  private readonly observer: ClientAttemptObserver;
  private readonly meter: MessageMeter<O>;
  private isTold: boolean;

  constructor(call: ClientCallObserver, route: AttemptRoute<I, O>, handler: AttemptHandler<O>) {
    super(route, handler);
    this.observer = startAttempt(call, handler.attemptStart);
    this.meter = new MessageMeter<O>(route.receivedType, this.observer);
    this.isTold = false;
  }

  protected override onOpening(fields: string[], peer: string, wasDelayed: boolean): void {
    try {
      this.observer.onHeadersSent(fields, peer, wasDelayed);
    } catch (error) {
      throwLater(error);
    }
  }

  protected override outletOf(exchange: Exchange): MessageOutlet {
    this.meter.outlet = exchange;
    return this.meter;
  }

  protected override compressMessage(
    sender: CompressedSender,
    encoded: Uint8Array,
    compress: boolean,
    isLast: boolean,
  ): void {
    this.meter.onCompressing(encoded.length);
    super.compressMessage(sender, encoded, compress, isLast);
  }

  override get messageType(): DecodableType<O> {
    return this.meter;
  }

  override findDecompressor(): Compressor | StatusError {
    this.meter.onInflating();
    return super.findDecompressor();
  }

  override consume(bytes: number): void {
    this.meter.onConsumed(bytes);
    super.consume(bytes);
  }

  override onMessage(message: O): void {
    this.meter.tellReceived();
    super.onMessage(message);
  }

  override pull(): O | undefined {
    const message = super.pull();
    // What is unread when the attempt ends has been told then.
    if (message !== undefined && !this.isTold) this.meter.tellReceived();
    return message;
  }

  /** Observers hear of each message when it is read. */
  override pullRun(): number {
    return 0;
  }

  override onHeaders(section: ReceivedFields, endStream: boolean): void {
    if (!endStream) this.tellHeaders(section.fields);
    super.onHeaders(section, endStream);
  }

  protected override onOver(error: StatusError | undefined): void {
    if (this.isTold) return;
    this.isTold = true;
    super.onOver(error);
    this.receiver?.forEachMessage((wireBytes, isCompressed) => {
      this.meter.tellUnread(wireBytes, isCompressed);
    });
    try {
      this.observer.onAttemptEnd(error);
    } catch (thrown) {
      throwLater(thrown);
    }
  }

  private tellHeaders(fields: readonly string[]): void {
    try {
      this.observer.onHeadersReceived(fields);
    } catch (error) {
      throwLater(error);
    }
  }
}
