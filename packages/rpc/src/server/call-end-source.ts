// Tells of the early end of a server call.
import { type AbortSource, createAbortSource } from "../call/abort-source.ts";
import { WatchRing } from "../call/watch-ring.ts";

/**
 * The end of a call, for those who ask for a signal, and for the calls that are made on its behalf: these take a place in
 * a ring, which is a tenth of what a signal and its listener cost.
 */
export class CallEndSource extends WatchRing implements AbortSource {
  private source: AbortSource | undefined;
  private isAborted: boolean;
  private reason: unknown;

  constructor() {
    super();
    this.source = undefined;
    this.isAborted = false;
    this.reason = undefined;
  }

  /** The signal, made when it is first read. */
  get signal(): AbortSignal {
    if (this.source === undefined) {
      this.source = createAbortSource();
      if (this.isAborted) this.source.abort(this.reason);
    }
    return this.source.signal;
  }

  abort(reason: unknown): void {
    if (this.isAborted) return;
    this.isAborted = true;
    this.reason = reason;
    this.tell(reason);
    this.source?.abort(reason);
  }
}
