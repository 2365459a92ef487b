// A queue between those who say something and the one call that sends it.

/** How many messages may wait for a reader who does not read. */
const MOST_WAITING = 1000;

/** Messages that wait to be sent. A reader who falls behind too far loses the call, not the others their memory. */
export class Outbox<T> {
  private waiting: T[] = [];
  private isEnded = false;
  private error: Error | undefined;
  private wake: () => void = () => {};

  add(message: T): void {
    if (this.waiting.length < MOST_WAITING) this.waiting.push(message);
    else this.fail(new Error("the reader is too slow"));
    this.wake();
  }

  /** Ends the stream after what is waiting. */
  end(): void {
    this.isEnded = true;
    this.wake();
  }

  /** Ends the stream with an error. */
  fail(error: Error): void {
    this.error ??= error;
    this.end();
  }

  /** The messages as they come, until the end, or until the signal is aborted. */
  async *take(signal: AbortSignal): AsyncGenerator<T> {
    const stop = () => this.end();
    signal.addEventListener("abort", stop);
    try {
      for (;;) {
        const messages = this.waiting;
        this.waiting = [];
        yield* messages;
        if (this.waiting.length > 0) continue;
        if (this.error !== undefined) throw this.error;
        if (this.isEnded) return;
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}
