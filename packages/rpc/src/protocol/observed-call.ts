import type { Compressor } from "../compression/compressor.ts";
import type { ReceivedFields, ServedExchange } from "../exchange/exchange.ts";
import type { CompressedSender } from "../framing/compressed-messages.ts";
import type { DecodableType } from "../framing/message-types.ts";
import { MessageMeter, type MeteredOutlet } from "../observe/message-meter.ts";
import type { ServerCallObserver, ServerMethodObserver } from "../observe/server-observer.ts";
import {
  endServerCall,
  type ObservedContext,
  runObserved,
  startServerCall,
} from "../observe/server-observers.ts";
import type { CallHost } from "../server/call-host.ts";
import type { ServedMethod } from "../server/served-method.ts";
import type { StatusError } from "../status/status-error.ts";
import type { ExchangeCall } from "./exchange-call.ts";

/** Makes the calls of a protocol. */
export type CallClass<H> = new (
  host: CallHost,
  served: ServedMethod,
  exchange: ServedExchange,
  section: ReceivedFields,
  head: H,
) => ExchangeCall;

/** Makes the calls of a protocol that are observed. */
export type ObservedCallClass<H> = new (
  observer: ServerMethodObserver,
  host: CallHost,
  served: ServedMethod,
  exchange: ServedExchange,
  request: { readonly section: ReceivedFields; readonly head: H },
) => ExchangeCall;

/** Returns a protocol's calls as they are for methods with observers. */
export function observed<H>(Base: CallClass<H>): ObservedCallClass<H> {
  // Abstract only for the compiler, which sees the base and not the class that is passed.
  abstract class ObservedCall extends Base implements ObservedContext {
    readonly observer: ServerCallObserver;
    private readonly meter: MessageMeter<unknown>;

    constructor(
      observer: ServerMethodObserver,
      host: CallHost,
      served: ServedMethod,
      exchange: ServedExchange,
      { section, head }: { readonly section: ReceivedFields; readonly head: H },
    ) {
      super(host, served, exchange, section, head);
      this.observer = startServerCall(observer, {
        fields: section.fields,
        context: this,
        path: served.method.path,
        peer: host.peer,
      });
      this.meter = new MessageMeter<unknown>(super.messageType, this.observer);
      this.meter.outlet = exchange;
    }

    protected override get outlet(): MeteredOutlet {
      return this.meter;
    }

    override get messageType(): DecodableType<unknown> {
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

    override onMessage(message: unknown): void {
      this.meter.tellReceived();
      super.onMessage(message);
    }

    override pull(): unknown {
      const message = super.pull();
      if (message !== undefined) this.meter.tellReceived();
      return message;
    }

    /** Observers hear of each message when it is read. */
    override pullRun(): number {
      return 0;
    }

    protected override run(request: unknown): void {
      runObserved(this.observer, () => super.run(request));
    }

    protected override compressMessage(sender: CompressedSender, encoded: Uint8Array): void {
      this.meter.onCompressing(encoded.length);
      super.compressMessage(sender, encoded);
    }

    protected override noteSent(bytes: number, wireBytes: number): void {
      this.meter.tellSent(bytes, wireBytes);
    }

    protected override release(status: StatusError | undefined): void {
      super.release(status);
      endServerCall(this.observer, status);
    }
  }
  return ObservedCall as unknown as ObservedCallClass<H>;
}
