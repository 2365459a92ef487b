import { type AttemptHandler, monotonicNowMs, type StatusError } from "@tramline/rpc";
import { type CallTracker, TrackedCall } from "../balancer/call-tracker.ts";
import type { PickWaiter } from "../channel/pick-queue.ts";
import { StreamWait } from "../channel/stream-limit.ts";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";
import type { AttemptRoute } from "./attempt-route.ts";

/** Where an attempt stands. */
export const PICKING = 0;
export const OPEN = 1;
export const OVER = 2;

/** The part of an attempt that picks a connection, and waits for one where it must. */
export abstract class WaitingAttempt<I, O> implements PickWaiter {
  protected readonly route: AttemptRoute<I, O>;
  protected readonly handler: AttemptHandler<O>;
  protected state: number;
  nextWaiter: PickWaiter | undefined;
  previousWaiter: PickWaiter | undefined;
  waiting: boolean;
  /** Time has passed since the call was made. */
  private wasDelayed: boolean;
  /** Only where the call has waited for a free stream. */
  private streamWait: StreamWait | undefined;
  /** Only where the load balancing policy counts calls. */
  protected tracked: TrackedCall | undefined;

  constructor(route: AttemptRoute<I, O>, handler: AttemptHandler<O>) {
    this.route = route;
    this.handler = handler;
    this.state = PICKING;
    this.nextWaiter = undefined;
    this.previousWaiter = undefined;
    this.waiting = false;
    this.wasDelayed = false;
    this.streamWait = undefined;
    this.tracked = undefined;
  }

  /**
   * Opens the exchange.
   *
   * @returns false when the transport takes none at this moment, or the attempt has failed
   */
  protected abstract open(transport: ClientTransport, wasDelayed: boolean): boolean;
  /** Sends the request, on the exchange that has been opened. */
  protected abstract begin(): void;
  abstract onPickFailed(error: StatusError, isFinal: boolean): void;

  get path(): string {
    return this.route.path;
  }

  get waitForReady(): boolean {
    return this.handler.waitForReady ?? this.route.waitForReady ?? false;
  }

  /** Wants a connection from the channel: the one place where a call waits. */
  pick(wasDelayed: boolean): void {
    if (this.state !== PICKING) return;
    this.wasDelayed = wasDelayed;
    this.route.channel.pick(this);
    if (this.state === PICKING) this.wasDelayed = true;
  }

  onPicked(
    transport: ClientTransport,
    subchannel: Subchannel,
    tracker: CallTracker | undefined,
  ): void {
    if (this.state !== PICKING) return;
    const { wasDelayed } = this;
    this.streamWait?.end(transport, monotonicNowMs());
    // The stream may be free because the deadline of its call has passed, and with it that of this one.
    if (wasDelayed && this.handler.expireIfLate()) return;
    if (!this.open(transport, wasDelayed)) {
      this.pick(true);
      return;
    }
    if (tracker !== undefined) this.tracked = new TrackedCall(tracker, subchannel, transport);
    this.begin();
  }

  onQueued(): void {
    if (!this.route.channel.isAtStreamLimit) return;
    this.streamWait ??= new StreamWait();
    this.streamWait.begin(monotonicNowMs());
  }

  get waitsFor(): string | undefined {
    if (this.waiting) return this.route.channel.describeWait();
    if (this.state !== PICKING || !this.wasDelayed) return undefined;
    return this.streamWait?.describeLimit() ?? "waiting for a connection";
  }

  get waited(): string | undefined {
    return this.streamWait?.describe();
  }
}
