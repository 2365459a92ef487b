import { monotonicNowMs } from "../deadline/clock.ts";
import { type MessageSource, NO_MESSAGE } from "../framing/message-run.ts";
import { Batch } from "../service/batch.ts";
import { SingleResponses } from "./single-responses.ts";

/** Sends the responses that a pump pulls out of a handler. */
export interface ResponseOutlet {
  /** Whether to pull another response now. After false, the outlet calls `ResponsePump.pull`. */
  readonly isWritable: boolean;
  /** Asks that `pull` be called when there is room, in a later turn of the event loop if there is now. */
  awaitRoom(): void;
  /** Sends a response. False when the call is over. */
  sendResponse(response: unknown): boolean;
  /**
   * Takes responses that follow at once, `most` at most, and sends them. They may wait for `endRun`, which
   * is called in any case.
   *
   * @returns how many it took, or -1 when the call is over
   */
  sendRun(source: MessageSource, most: number): number;
  /** Lets go what has waited for those that follow. */
  endRun(): void;
  onResponsesEnd(): void;
  onResponsesError(error: unknown): void;
}

/** How long responses may be pulled in one go that are there without waiting for anything. */
const SHARE_MS = 2;

/** The same while other pumps use their shares up. */
const CONTENDED_SHARE_MS = 0.25;

/** How long after one pump used its share up the others count as competing with it. */
const CONTENTION_MS = 5;

/** The first look at the clock is after so many responses; the next ones after twice as many, up to the most between two. */
const FIRST_LOOK = 1;
const MOST_BETWEEN_LOOKS = 64;

/** When a pump has used its share up last. */
let lastBusyMs = -Infinity;

/**
 * Pulls responses out of a handler's iterable, one at a time and only while there is room: the
 * back-pressure of the connection reaches the generator. What needs no promise, such as a sync
 * generator's responses and batches, is taken in one go, for a share of the turn of the event loop.
 */
export class ResponsePump implements MessageSource {
  private readonly outlet: ResponseOutlet;
  /** Undefined for an array, which is one batch. */
  private readonly iterator: AsyncIterator<unknown> | Iterator<unknown> | undefined;
  /** The batch that is being sent, and up to where it has been. */
  private batch: readonly unknown[] | undefined;
  private batchAt: number;
  /** Responses are pulled in one go, and some may wait for `endRun`. */
  private isInRun: boolean;
  /** When this pump has used its share up. */
  private busyMs: number;
  private isPulling: boolean;
  private isStopped: boolean;
  /** How many of the iterator's promises somebody waits for who has stopped it. */
  private unsettled: number;
  private onLeft: (() => void) | undefined;
  private readonly onNext: (result: IteratorResult<unknown>) => void;
  private readonly onError: (error: unknown) => void;

  /** @throws TypeError when `responses` cannot be iterated. */
  constructor(responses: unknown, outlet: ResponseOutlet) {
    this.outlet = outlet;
    const source = responses instanceof SingleResponses ? responses.source : responses;
    this.batch = Array.isArray(source) ? source : undefined;
    this.batchAt = 0;
    this.isInRun = false;
    this.busyMs = 0;
    this.iterator = this.batch === undefined ? iteratorOf(source) : undefined;
    this.isPulling = false;
    this.isStopped = false;
    this.unsettled = 0;
    this.onLeft = undefined;
    this.onNext = (result) => {
      this.isPulling = false;
      if (this.unsettled > 0) this.settle();
      this.goOn(result);
    };
    this.onError = (error) => {
      this.isPulling = false;
      if (this.unsettled > 0) this.settle();
      if (this.isStopped) return;
      this.isStopped = true;
      this.endRun();
      this.outlet.onResponsesError(error);
    };
  }

  /** Goes on as far as there is room, and for no longer than a share of the turn. */
  pull(): void {
    let responses = 0;
    let nextLook = FIRST_LOOK;
    let untilMs = 0;
    while (!this.isPulling && !this.isStopped) {
      if (!this.outlet.isWritable) {
        this.endRun();
        this.outlet.awaitRoom();
        return;
      }
      if (responses === nextLook) {
        const nowMs = monotonicNowMs();
        if (untilMs === 0) untilMs = nowMs + this.shareMs(nowMs);
        else if (nowMs >= untilMs) {
          this.busyMs = nowMs;
          lastBusyMs = nowMs;
          this.endRun();
          this.outlet.awaitRoom();
          return;
        }
        nextLook += Math.min(responses, MOST_BETWEEN_LOOKS);
      }
      if (responses === 0) {
        responses = 1;
        const response = this.takeNow();
        if (response !== NO_MESSAGE && !this.outlet.sendResponse(response)) break;
      } else {
        this.isInRun = true;
        const taken = this.outlet.sendRun(this, nextLook - responses);
        if (taken < 0) break;
        responses += Math.max(taken, 1);
      }
    }
    this.endRun();
  }

  private shareMs(nowMs: number): number {
    const isContended = lastBusyMs !== this.busyMs && nowMs - lastBusyMs < CONTENTION_MS;
    return isContended ? CONTENDED_SHARE_MS : SHARE_MS;
  }

  /** The next response; NO_MESSAGE where the handler has to be waited for, has ended, or has yielded a batch. */
  takeNow(): unknown {
    if (this.isStopped) return NO_MESSAGE;
    const { batch } = this;
    if (batch !== undefined) {
      if (this.batchAt < batch.length) return batch[this.batchAt++];
      this.batch = undefined;
      if (this.iterator === undefined) this.end();
      return NO_MESSAGE;
    }
    let next: IteratorResult<unknown> | Promise<IteratorResult<unknown>>;
    try {
      next = (this.iterator as AsyncIterator<unknown> | Iterator<unknown>).next();
      if (next instanceof Promise || isThenable(next)) {
        this.isPulling = true;
        this.endRun();
        const promise = next as Promise<IteratorResult<unknown>>;
        Promise.resolve(promise).then(this.onNext, this.onError);
        return NO_MESSAGE;
      }
      // An iterator of somebody else's may return an object whose getters throw.
      return this.responseOf(next);
    } catch (error) {
      this.onError(error);
      return NO_MESSAGE;
    }
  }

  /** @returns the response of a result; NO_MESSAGE when it is a batch, or the end */
  private responseOf(result: IteratorResult<unknown>): unknown {
    if (this.isStopped) return NO_MESSAGE;
    if (typeof result !== "object" || result === null) {
      throw new TypeError("invalid result of an iterator's next(): expected an object");
    }
    if (result.done === true) {
      this.end();
      return NO_MESSAGE;
    }
    const { value } = result;
    if (value instanceof Batch) {
      this.batch = value.messages;
      this.batchAt = 0;
      return NO_MESSAGE;
    }
    return value;
  }

  /** Sends the response of a result that was waited for, then goes on. */
  private goOn(result: IteratorResult<unknown>): void {
    let response: unknown;
    try {
      response = this.responseOf(result);
    } catch (error) {
      this.onError(error);
      return;
    }
    // False means that the call is over, and that it has stopped this pump.
    if (response === NO_MESSAGE || this.outlet.sendResponse(response)) this.pull();
  }

  private endRun(): void {
    if (!this.isInRun) return;
    this.isInRun = false;
    this.outlet.endRun();
  }

  private end(): void {
    this.isStopped = true;
    this.endRun();
    this.outlet.onResponsesEnd();
  }

  /**
   * Leaves the generator, so that its `finally` runs: the call is over.
   *
   * @returns whether the handler runs on for a while; `onLeft` is called when it has ended
   */
  stop(onLeft: () => void): boolean {
    if (this.isStopped) return false;
    this.isStopped = true;
    this.batch = undefined;
    this.onLeft = onLeft;
    if (this.isPulling) this.unsettled += 1;
    try {
      const left: unknown = this.iterator?.return?.();
      if (isThenable(left)) {
        this.unsettled += 1;
        const settle = () => this.settle();
        // What the generator throws on leaving reaches nobody.
        Promise.resolve(left).then(settle, settle);
      }
    } catch {
      // As above.
    }
    return this.unsettled > 0;
  }

  private settle(): void {
    this.unsettled -= 1;
    if (this.unsettled === 0) this.onLeft?.();
  }
}

function iteratorOf(responses: unknown): AsyncIterator<unknown> | Iterator<unknown> {
  if (typeof responses === "object" && responses !== null) {
    if (Symbol.asyncIterator in responses) {
      return (responses as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    }
    if (Symbol.iterator in responses) {
      return (responses as Iterable<unknown>)[Symbol.iterator]();
    }
  }
  throw new TypeError(
    "invalid result of a streaming method's handler: expected an iterable, as an async generator returns it",
  );
}

/** Whether a value is a promise, of any implementation. */
export function isThenable(value: unknown): value is Promise<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function"
  );
}
