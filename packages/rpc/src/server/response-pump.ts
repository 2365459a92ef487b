/** Sends the responses that a pump pulls out of a handler. */
export interface ResponseOutlet {
  /** Whether to pull another response now. After false, the outlet calls `ResponsePump.pull`. */
  readonly isWritable: boolean;
  /** Asks that `pull` be called when there is room. */
  awaitRoom(): void;
  /** Sends a response. False when the call is over. */
  sendResponse(response: unknown): boolean;
  onResponsesEnd(): void;
  onResponsesError(error: unknown): void;
}

/**
 * Pulls responses out of a handler's iterable, one at a time and only while there is room: the
 * back-pressure of the connection reaches the generator.
 */
export class ResponsePump {
  private readonly outlet: ResponseOutlet;
  private readonly iterator: AsyncIterator<unknown> | Iterator<unknown>;
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
    this.iterator = iteratorOf(responses);
    this.isPulling = false;
    this.isStopped = false;
    this.unsettled = 0;
    this.onLeft = undefined;
    this.onNext = (result) => {
      this.isPulling = false;
      if (this.unsettled > 0) this.settle();
      if (this.takeSafely(result)) this.pull();
    };
    this.onError = (error) => {
      this.isPulling = false;
      if (this.unsettled > 0) this.settle();
      if (this.isStopped) return;
      this.isStopped = true;
      this.outlet.onResponsesError(error);
    };
  }

  /** Goes on as far as there is room. */
  pull(): void {
    while (!this.isPulling && !this.isStopped) {
      if (!this.outlet.isWritable) {
        this.outlet.awaitRoom();
        return;
      }
      let next: IteratorResult<unknown> | Promise<IteratorResult<unknown>>;
      try {
        next = this.iterator.next();
      } catch (error) {
        this.onError(error);
        return;
      }
      try {
        if (next instanceof Promise || isThenable(next)) {
          this.isPulling = true;
          const promise = next as Promise<IteratorResult<unknown>>;
          Promise.resolve(promise).then(this.onNext, this.onError);
          return;
        }
      } catch (error) {
        this.onError(error);
        return;
      }
      if (!this.takeSafely(next)) return;
    }
  }

  /** An iterator of somebody else's may return an object whose getters throw. */
  private takeSafely(result: IteratorResult<unknown>): boolean {
    try {
      return this.take(result);
    } catch (error) {
      this.onError(error);
      return false;
    }
  }

  /** @returns whether to go on. */
  private take(result: IteratorResult<unknown>): boolean {
    if (this.isStopped) return false;
    if (typeof result !== "object" || result === null) {
      this.isStopped = true;
      this.outlet.onResponsesError(
        new TypeError("invalid result of an iterator's next(): expected an object"),
      );
      return false;
    }
    if (result.done === true) {
      this.isStopped = true;
      this.outlet.onResponsesEnd();
      return false;
    }
    // False means that the call is over, and that it has stopped this pump.
    return this.outlet.sendResponse(result.value);
  }

  /**
   * Leaves the generator, so that its `finally` runs: the call is over.
   *
   * @returns whether the handler runs on for a while; `onLeft` is called when it has ended
   */
  stop(onLeft: () => void): boolean {
    if (this.isStopped) return false;
    this.isStopped = true;
    this.onLeft = onLeft;
    if (this.isPulling) this.unsettled += 1;
    try {
      const left: unknown = this.iterator.return?.();
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

/** Whether to wait for a value, whoever made the promise. */
export function isThenable(value: unknown): value is Promise<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function"
  );
}
