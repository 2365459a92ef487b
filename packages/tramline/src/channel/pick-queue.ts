import type { StatusError } from "@tramline/rpc";
import type { CallTracker } from "../balancer/call-tracker.ts";
import type { PickInfo } from "../balancer/picker.ts";
import type { ClientTransport } from "../subchannel/client-transport.ts";
import type { Subchannel } from "../subchannel/subchannel.ts";

/**
 * One attempt that wants a transport. The attempt itself is the waiter (and the pick info), so
 * that neither picking nor queueing allocates; the last three fields belong to the queue and
 * start as `undefined`, `undefined`, `false`.
 *
 * Exactly one of the two callbacks runs per `channel.pick`, unless the waiter is abandoned first.
 * Both may run inside `channel.pick` itself.
 */
export interface PickWaiter extends PickInfo {
  /** Whether the call outlasts TRANSIENT_FAILURE (grpc/doc/wait-for-ready.md). */
  readonly waitForReady: boolean;
  /**
   * `transport` takes a stream at this moment: open it before returning. If that fails without a
   * byte sent, call `channel.pick` again.
   *
   * @param tracker hears of the stream's beginning and end; undefined for nearly all policies
   */
  onPicked(
    transport: ClientTransport,
    subchannel: Subchannel,
    tracker: CallTracker | undefined,
  ): void;
  /**
   * The call cannot go out. The error is the waiter's own, not shared with another call.
   *
   * @param isFinal a decision about this call: to try again is of no use
   */
  onPickFailed(error: StatusError, isFinal: boolean): void;
  /** The call waits. Called again each time that it was not picked. */
  onQueued(): void;
  nextWaiter: PickWaiter | undefined;
  previousWaiter: PickWaiter | undefined;
  /** True while it is in the queue. */
  waiting: boolean;
}

/**
 * The one place where a call waits: first come, first served, linked through the waiters, so that
 * a call leaves it from anywhere (deadline, cancellation) in constant time.
 *
 * A walk over it survives whatever the callbacks of waiters do: `remove` moves the walk's cursor
 * on when it takes away the waiter under it. One walk at a time.
 */
export class PickQueue {
  /** How many wait. */
  length: number;
  private head: PickWaiter | undefined;
  private tail: PickWaiter | undefined;
  private cursor: PickWaiter | undefined;

  constructor() {
    this.length = 0;
    this.head = undefined;
    this.tail = undefined;
    this.cursor = undefined;
  }

  /** Puts a waiter that is not waiting at the end. */
  append(waiter: PickWaiter): void {
    waiter.waiting = true;
    waiter.nextWaiter = undefined;
    waiter.previousWaiter = this.tail;
    if (this.tail === undefined) this.head = waiter;
    else this.tail.nextWaiter = waiter;
    this.tail = waiter;
    this.length++;
  }

  /** Takes a waiter out; nothing happens if it is not waiting. */
  remove(waiter: PickWaiter): void {
    if (!waiter.waiting) return;
    const { previousWaiter, nextWaiter } = waiter;
    if (this.cursor === waiter) this.cursor = nextWaiter;
    if (previousWaiter === undefined) this.head = nextWaiter;
    else previousWaiter.nextWaiter = nextWaiter;
    if (nextWaiter === undefined) this.tail = previousWaiter;
    else nextWaiter.previousWaiter = previousWaiter;
    waiter.nextWaiter = undefined;
    waiter.previousWaiter = undefined;
    waiter.waiting = false;
    this.length--;
  }

  /** Begins a walk: the first waiter, or undefined if nobody waits. */
  first(): PickWaiter | undefined {
    const waiter = this.head;
    this.cursor = waiter?.nextWaiter;
    return waiter;
  }

  /** The walk's next waiter, or undefined at its end. */
  next(): PickWaiter | undefined {
    const waiter = this.cursor;
    this.cursor = waiter?.nextWaiter;
    return waiter;
  }
}
