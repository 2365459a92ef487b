/**
 * Keeps steps in order when one of them has to wait. As long as none does, each runs at once; behind
 * one that waits, the others line up. Used where messages are compressed, which may take another
 * thread's time.
 */
export class InOrder {
  private tail: Promise<void> | undefined;

  constructor() {
    this.tail = undefined;
  }

  /** Whether a step is waiting, so that what comes now must line up. */
  get isBusy(): boolean {
    return this.tail !== undefined;
  }

  /** Runs `step` when all before it are done. A step handles its own errors. */
  run(step: () => void | Promise<void>): void {
    if (this.tail === undefined) {
      const result = step();
      if (result !== undefined) this.follow(result);
      return;
    }
    this.follow(this.tail.then(step));
  }

  private follow(work: Promise<void>): void {
    const tail = work.then(() => {
      if (this.tail === tail) this.tail = undefined;
    });
    this.tail = tail;
  }
}
