import type { StatusError } from "@tramline/rpc";
import { Backoff, type BackoffSettings } from "./backoff.ts";
import type { Clock, RandomSource, ScheduledTimer } from "./clock.ts";

/** The events of one stream of messages from a server. None after `cancel`. */
export interface StreamListener<O> {
  onMessage(message: O): void;
  /** The stream is over; undefined when the server ended it with OK. */
  onEnd(error: StatusError | undefined): void;
}

/** A stream that is open. */
export interface OpenStream {
  cancel(): void;
}

/** The events of a {@link KeptStream}. */
export interface KeptStreamListener<O> {
  /** A try begins, the first or a later one. */
  onTry(): void;
  onMessage(message: O): void;
  /** A try is over; another one follows. */
  onFailed(error: StatusError | undefined): void;
  /** The server does not have the method: no other try follows until `start`. */
  onUnimplemented(): void;
}

/** The settings of retries. */
export interface KeptStreamSettings {
  readonly backoff: BackoffSettings;
  readonly clock: Clock;
  readonly random: RandomSource;
}

/**
 * Keeps a stream of messages open while its subchannel is connected (gRFC A17, A51): one that ends is
 * opened again. The back-off counts from the beginning of the try that failed, and starts over with each
 * message.
 */
export class KeptStream<O> {
  private readonly open: (listener: StreamListener<O>) => OpenStream;
  private readonly settings: KeptStreamSettings;
  private readonly listener: KeptStreamListener<O>;
  private readonly backoff: Backoff;
  private current: OneTry<O> | undefined;
  private timer: ScheduledTimer | undefined;

  /** @param open opens the stream; its listener may be called before it returns */
  constructor(
    open: (listener: StreamListener<O>) => OpenStream,
    settings: KeptStreamSettings,
    listener: KeptStreamListener<O>,
  ) {
    this.open = open;
    this.settings = settings;
    this.listener = listener;
    this.backoff = new Backoff(settings.backoff, settings.random);
    this.current = undefined;
    this.timer = undefined;
  }

  /** Opens the stream, unless it is open or about to be. */
  start(): void {
    if (this.current !== undefined || this.timer !== undefined) return;
    this.backoff.reset();
    this.try();
  }

  /** Opens it again at once, if it is open: its connection takes no new streams. The listener hears nothing. */
  move(): void {
    const { current } = this;
    if (current === undefined) return;
    const one = new OneTry(this, this.settings.clock.nowMs());
    this.current = one;
    current.cancel();
    one.start(this.open);
  }

  /** Ends it; `start` may follow. */
  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
    const { current } = this;
    this.current = undefined;
    current?.cancel();
  }

  /** @param one the try that has brought it */
  onMessage(one: OneTry<O>, message: O): void {
    if (one !== this.current) return;
    this.backoff.reset();
    this.listener.onMessage(message);
  }

  onEnd(one: OneTry<O>, error: StatusError | undefined): void {
    if (one !== this.current) return;
    this.current = undefined;
    if (error?.code === "UNIMPLEMENTED") {
      this.listener.onUnimplemented();
      return;
    }
    const { clock } = this.settings;
    const waitMs = Math.max(0, one.startedAtMs + this.backoff.nextDelayMs() - clock.nowMs());
    this.timer = clock.schedule(() => {
      this.timer = undefined;
      this.try();
    }, waitMs);
    this.listener.onFailed(error);
  }

  private try(): void {
    const one = new OneTry(this, this.settings.clock.nowMs());
    this.current = one;
    this.listener.onTry();
    if (one === this.current) one.start(this.open);
  }
}

/** One opening of the stream: what comes of it after another one has begun goes nowhere. */
class OneTry<O> implements StreamListener<O> {
  readonly startedAtMs: number;
  private readonly owner: KeptStream<O>;
  private stream: OpenStream | undefined;
  private isCancelled: boolean;

  constructor(owner: KeptStream<O>, startedAtMs: number) {
    this.startedAtMs = startedAtMs;
    this.owner = owner;
    this.stream = undefined;
    this.isCancelled = false;
  }

  start(open: (listener: StreamListener<O>) => OpenStream): void {
    const stream = open(this);
    if (this.isCancelled) stream.cancel();
    else this.stream = stream;
  }

  cancel(): void {
    this.isCancelled = true;
    this.stream?.cancel();
  }

  onMessage(message: O): void {
    this.owner.onMessage(this, message);
  }

  onEnd(error: StatusError | undefined): void {
    this.owner.onEnd(this, error);
  }
}
