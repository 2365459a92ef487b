import type { StatusError } from "../status/status-error.ts";
import { rejectToCaller } from "./reject-to-caller.ts";

interface Waiting<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: StatusError) => void;
}

/**
 * A value that comes later, as a promise that is made only when somebody asks: most callers never ask
 * for headers or trailers, and Node reports an unhandled rejection only to those who did. The stack of a
 * rejection names the functions that await it.
 */
export class Settled<T> {
  private state: 0 | 1 | 2;
  private make: (() => T) | undefined;
  private error: StatusError | undefined;
  private waiting: Waiting<T> | undefined;
  private made: Promise<T> | undefined;

  constructor() {
    this.state = 0;
    this.make = undefined;
    this.error = undefined;
    this.waiting = undefined;
    this.made = undefined;
  }

  /** Settles with the result of `make(source)`, which runs on first use. Only the first call counts. */
  resolve<S>(source: S, make: (source: S) => T): void {
    if (this.state !== 0) return;
    this.state = 1;
    this.make = () => make(source);
    this.waiting?.resolve(make(source));
  }

  reject(error: StatusError): void {
    if (this.state !== 0) return;
    this.state = 2;
    this.error = error;
    if (this.waiting !== undefined) rejectWaiting(error, this.waiting);
  }

  get promise(): Promise<T> {
    this.made ??= this.create();
    return this.made;
  }

  private create(): Promise<T> {
    if (this.state === 1) return Promise.resolve((this.make as () => T)());
    return new Promise((resolve, reject) => {
      if (this.error !== undefined) rejectWaiting(this.error, { resolve, reject });
      else this.waiting = { resolve, reject };
    });
  }
}

/** Rejects with an error of a call under the stack of its awaiter; with any other error unchanged. */
function rejectWaiting(error: StatusError, { resolve, reject }: Waiting<never>): void {
  if (error.call === undefined) reject(error);
  else rejectToCaller(error, resolve, reject);
}
