/** The longest that a timer can be set to: 24.8 days. */
const LONG_MS = 2 ** 31 - 1;

/**
 * Keeps the process alive while somebody waits. The timers of backoffs do not, or a channel that
 * nobody closed would keep a finished program running; but a call that waits through a backoff
 * would then see the process end under it.
 */
export class ProcessHold {
  private timer: NodeJS.Timeout | undefined;
  private held: boolean;
  private ended: boolean;

  constructor() {
    this.timer = undefined;
    this.held = false;
    this.ended = false;
  }

  /** Holds the process from now on, or lets it go. */
  set(held: boolean): void {
    if (held === this.held || this.ended) return;
    this.held = held;
    // One timer for the channel's life, referenced and unreferenced as calls come and go. It repeats:
    // a wait may be longer than the longest timer.
    if (!held) this.timer?.unref();
    else if (this.timer === undefined) this.timer = setInterval(() => {}, LONG_MS);
    else this.timer.ref();
  }

  /** Lets go for good. */
  end(): void {
    this.ended = true;
    this.held = false;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
