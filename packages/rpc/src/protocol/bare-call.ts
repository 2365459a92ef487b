import type { ReceivedFields, ServedExchange } from "../exchange/exchange.ts";
import { receiveBare } from "../framing/bare-message.ts";
import {
  MESSAGE_PREFIX_LENGTH,
  prefixError,
  writeMessagePrefix,
} from "../framing/message-prefix.ts";
import { MessageReceiver } from "../framing/message-receiver.ts";
import { type MessageSource, NO_MESSAGE } from "../framing/message-run.ts";
import type { CallHost } from "../server/call-host.ts";
import type { ServedMethod } from "../server/served-method.ts";
import type { StatusError } from "../status/status-error.ts";
import { broken, type CallHead, ExchangeCall } from "./exchange-call.ts";
import { GatheredBody } from "./gathered-body.ts";

/** The head of a call whose request is the whole body. */
export interface BareHead extends CallHead {
  /** The size of the body by its content-length; -1 when there is none. */
  readonly contentLength: number;
  /** The message of a request that has it in its query, as encoded; undefined for other requests. */
  readonly queryMessage: Uint8Array | undefined;
}

const NOTHING = new Uint8Array(0);

/** The error for a body of which more comes than its content-length, or what carries it, has said. */
function tooLong(bytes: number): StatusError {
  return broken(`invalid request body: expected ${bytes} bytes by its content-length, got more`);
}

/** A call with one request, which is the bare body: a message without a prefix. */
export abstract class BareCall extends ExchangeCall {
  declare protected readonly head: BareHead;
  /** A body of unknown length that is not whole. */
  private gathered: GatheredBody | undefined;
  /** The size of the body; -1 while it is not known. */
  private readonly bodyLength: number;
  /** Bytes of a body of known length that have not come. */
  private bytesToCome: number;
  /** The message is there, or on its way through the receiver. */
  private hasBody: boolean;
  /** Bytes that will be given back although they have not come by the exchange. */
  private uncounted: number;

  constructor(
    host: CallHost,
    served: ServedMethod,
    exchange: ServedExchange,
    section: ReceivedFields,
    head: BareHead,
  ) {
    super(host, served, exchange, section, head);
    this.gathered = undefined;
    this.bodyLength = exchange.bodyLength ?? head.contentLength;
    this.bytesToCome = this.bodyLength;
    this.hasBody = false;
    this.uncounted = 0;
  }

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
    } else if (this.bodyLength > this.maxReceiveBytes) {
      this.onReceiveError(prefixError(0, this.bodyLength, this.maxReceiveBytes), false);
    }
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.isOver || start === end) return;
    const { bodyLength } = this;
    const { encoding, queryMessage } = this.head;
    const length = end - start;
    if (queryMessage !== undefined) {
      this.exchange.consume(length);
    } else if (bodyLength < 0) {
      this.gather(bytes, start, end);
    } else if (length > this.bytesToCome) {
      this.onReceiveError(tooLong(bodyLength), true);
    } else {
      this.bytesToCome -= length;
      if (this.receiver !== undefined) {
        this.receiver.receive(bytes, start, end);
      } else if (length === bodyLength && encoding === undefined) {
        this.hasBody = true;
        receiveBare(this, bytes, start, end);
      } else {
        this.beginMessage(bodyLength).receive(bytes, start, end);
      }
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

  // --- the response: one message at a time ---------------------------------------------------------

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

  onSendReady(): void {
    this.pump?.pull();
  }
}
