import type { StatusError } from "@tramline/rpc";
import type { Subchannel } from "../subchannel/subchannel.ts";
import type { CallTracker } from "./call-tracker.ts";

/** The facts about a call that a picker may use. The call's own waiter serves as this object. */
export interface PickInfo {
  /** The method's path, `/shop.v1.OrderService/GetOrder`. */
  readonly path: string;
}

/** The constant a picker returns when the call has to wait for the next picker. */
export const QUEUE: unique symbol = Symbol("queue");

/**
 * A pick that fails the call. One object serves every call until the next picker, and each call
 * gets a StatusError of its own with this one's code, message, details and cause.
 */
export class PickFailure {
  /** The error that the calls fail with. */
  readonly error: StatusError;
  /**
   * True: a decision about this call (dropped by the control plane, channel closed), so it fails
   * even if it waits for ready. False: backends are out of reach, and such calls go on waiting.
   */
  readonly drop: boolean;

  constructor(error: StatusError, drop = false) {
    this.error = error;
    this.drop = drop;
  }
}

/** The three results of a pick; see {@link Picker.pick}. */
export type PickResult = Subchannel | PickFailure | typeof QUEUE;

/**
 * Chooses the subchannel for each call. A balancer hands its channel a new picker whenever its
 * own state has changed; a picker is a snapshot of that state, and the channel holds exactly one.
 *
 * The contract of `pick`:
 * - It is on the path of every call: synchronous, no I/O, no waiting, no allocation.
 * - It may be called more than once for one call. What counts calls belongs in its `tracker`.
 * - It returns one of
 *   - a **Subchannel** it believes to be ready. If its connection has just been lost, or takes no
 *     stream at this moment, the channel keeps the call and asks again: when the next picker
 *     comes, or when a stream slot becomes free. It is not an error for a picker to be a moment late.
 *     Where several subchannels will do, one that takes streams now should be preferred.
 *   - {@link QUEUE}: nothing can be said yet (connecting, idle, all slots taken). The call waits
 *     for the next picker or the next free slot. A balancer that returns QUEUE must be on its way
 *     to another picker, or the call waits until its deadline: an idle one starts to connect in
 *     `pick` itself.
 *   - a **PickFailure**. A plain call fails with its error; one that waits for ready waits for
 *     the next picker, unless the failure is a `drop`.
 */
export interface Picker {
  /** Chooses for one call, or says why it cannot; see the contract above. */
  pick(info: PickInfo): PickResult;
  /**
   * Hears of the calls that go out while this picker is in force, from their beginning to their end.
   * Leave it out unless the policy counts calls or reads load reports: it costs each call an object.
   */
  readonly tracker?: CallTracker | undefined;
}

/** The picker while a balancer connects: every call waits. */
export const QUEUE_PICKER: Picker = { pick: () => QUEUE };

/** The picker that gives every call to one subchannel. */
export class SingleSubchannelPicker implements Picker {
  readonly subchannel: Subchannel;

  constructor(subchannel: Subchannel) {
    this.subchannel = subchannel;
  }

  pick(): PickResult {
    return this.subchannel;
  }
}

/** The picker that fails every call that does not wait for ready (or all, with a `drop` failure). */
export class FailurePicker implements Picker {
  readonly failure: PickFailure;

  constructor(failure: PickFailure) {
    this.failure = failure;
  }

  pick(): PickResult {
    return this.failure;
  }
}

/** The picker of an idle balancer: the first call it sees wakes the balancer, and waits. */
export class IdlePicker implements Picker {
  private readonly wake: () => void;
  private woken: boolean;

  constructor(wake: () => void) {
    this.wake = wake;
    this.woken = false;
  }

  pick(): PickResult {
    if (!this.woken) {
      this.woken = true;
      this.wake();
    }
    return QUEUE;
  }
}
