import { StatusError } from "@tramline/rpc";
import type { CallTracker } from "../balancer/call-tracker.ts";
import { type Picker, type PickFailure, QUEUE } from "../balancer/picker.ts";
import { Subchannel } from "../subchannel/subchannel.ts";
import { PickQueue, type PickWaiter } from "./pick-queue.ts";
import { ProcessHold } from "./process-hold.ts";

/**
 * Picks a transport for each call with the current picker, and keeps the calls that have to wait.
 * They are picked again when the picker changes and when a stream slot becomes free, in the order
 * in which they came.
 */
export class PickLoop {
  /** Those who wait. */
  readonly queue: PickQueue;
  private readonly maxQueuedCalls: number;
  private readonly hold: ProcessHold;
  private picker: Picker;
  /** Of the picker in force. */
  private tracker: CallTracker | undefined;
  private draining: boolean;
  private drainAgain: boolean;

  constructor(picker: Picker, maxQueuedCalls: number) {
    this.queue = new PickQueue();
    this.maxQueuedCalls = maxQueuedCalls;
    this.hold = new ProcessHold();
    this.picker = picker;
    this.tracker = picker.tracker;
    this.draining = false;
    this.drainAgain = false;
  }

  /** Places the call at once, fails it at once, or keeps it. */
  pick(waiter: PickWaiter): void {
    if (!this.place(waiter)) this.enqueue(waiter);
  }

  /** Forgets a call that waits; nothing happens if it does not. */
  abandon(waiter: PickWaiter): void {
    if (!waiter.waiting) return;
    this.queue.remove(waiter);
    this.holdWhileQueued();
  }

  /** The picker from now on; {@link drain} asks it for those who wait. */
  setPicker(picker: Picker): void {
    this.picker = picker;
    this.tracker = picker.tracker;
  }

  /**
   * Asks again for those who wait.
   *
   * @param freed ends the walk as soon as this subchannel takes no more streams: one slot that
   * became free must not cost a walk over everyone
   */
  drain(freed?: Subchannel): void {
    if (this.queue.length === 0) return;
    if (this.draining) {
      // Called from within a waiter's callback: the walk under way starts over when it is through.
      this.drainAgain = true;
      return;
    }
    this.draining = true;
    try {
      this.walk(freed);
      while (this.drainAgain) {
        this.drainAgain = false;
        this.walk(undefined);
      }
    } finally {
      this.draining = false;
      this.drainAgain = false;
      this.holdWhileQueued();
    }
  }

  /** Lets the process go, for good. Drain with a picker that fails everyone before. */
  end(): void {
    this.hold.end();
  }

  private walk(freed: Subchannel | undefined): void {
    for (
      let waiter = this.queue.first();
      waiter !== undefined && (freed === undefined || freed.acceptsStreams);
      waiter = this.queue.next()
    ) {
      this.place(waiter);
    }
    // Whoever is left has not been asked for: there may be room to be made.
    if (freed !== undefined && this.queue.length > 0) freed.findRoom();
  }

  /** Whether the call needs to wait no more: it was given a transport, or its failure. */
  private place(waiter: PickWaiter): boolean {
    for (;;) {
      const { picker, tracker } = this;
      const result = picker.pick(waiter);
      if (result instanceof Subchannel) {
        let { transport } = result;
        if (transport !== undefined && !transport.acceptsStreams) transport = result.findRoom();
        if (transport !== undefined) {
          if (waiter.waiting) this.queue.remove(waiter);
          waiter.onPicked(transport, result, tracker);
          return true;
        }
      } else if (result !== QUEUE && (result.drop || !waiter.waitForReady)) {
        if (waiter.waiting) this.queue.remove(waiter);
        waiter.onPickFailed(ownError(result), result.drop);
        return true;
      }
      // The pick itself may have woken its balancer; then the new picker has a say.
      if (picker === this.picker) {
        waiter.onQueued();
        return false;
      }
    }
  }

  private enqueue(waiter: PickWaiter): void {
    const { queue } = this;
    if (queue.length >= this.maxQueuedCalls) {
      const message = `${queue.length} calls wait for a connection already (maxQueuedCalls)`;
      waiter.onPickFailed(new StatusError("RESOURCE_EXHAUSTED", message), true);
      return;
    }
    queue.append(waiter);
    this.holdWhileQueued();
  }

  private holdWhileQueued(): void {
    this.hold.set(this.queue.length > 0);
  }
}

/** An error for one call: the core adds to it what it knows of the call. */
function ownError({ error }: PickFailure): StatusError {
  return new StatusError(error.code, error.rawMessage, {
    cause: error.cause,
    details: error.details,
    metadata: error.metadata,
  });
}
