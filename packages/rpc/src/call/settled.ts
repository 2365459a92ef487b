/**
 * A value that comes later, as a promise that is made only when somebody asks: most callers never ask
 * for headers or trailers, and nobody who does not is bothered with an unhandled rejection.
 */
export class Settled<T> {
  private state: 0 | 1 | 2;
  private make: (() => T) | undefined;
  private error: Error | undefined;
  private waiting: { resolve: (value: T) => void; reject: (error: Error) => void } | undefined;
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

  reject(error: Error): void {
    if (this.state !== 0) return;
    this.state = 2;
    this.error = error;
    this.waiting?.reject(error);
  }

  get promise(): Promise<T> {
    this.made ??= this.create();
    return this.made;
  }

  private create(): Promise<T> {
    if (this.state === 1) return Promise.resolve((this.make as () => T)());
    if (this.error !== undefined) return Promise.reject(this.error);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
  }
}
