import type { FrameOutput } from "./frame-output.ts";

/** How many PINGs may be under way. */
const MAX_PINGS = 16;

/** The PINGs that were sent for the layer above, and wait for their acknowledgments. */
export class Pings {
  private readonly out: FrameOutput;
  private readonly waiting: ((error: Error | undefined) => void)[];

  constructor(out: FrameOutput) {
    this.out = out;
    this.waiting = [];
  }

  /** Sends a PING; `done` is called with its acknowledgment, or with the error that prevents one. */
  send(done: (error: Error | undefined) => void): void {
    if (this.waiting.length >= MAX_PINGS) {
      done(new Error("too many PINGs under way"));
      return;
    }
    this.waiting.push(done);
    this.out.ping(new Uint8Array(8));
  }

  /** The oldest has been acknowledged. Returns false when none is under way. */
  acknowledge(): boolean {
    const done = this.waiting.shift();
    done?.(undefined);
    return done !== undefined;
  }

  /**
   * Fails the PINGs that wait for their acknowledgment.
   *
   * @param error the reason; undefined to make an error of `message` if a PING waits
   */
  fail(error: Error | undefined, message: string): void {
    if (this.waiting.length === 0) return;
    const reason = error ?? new Error(message);
    for (const done of this.waiting.splice(0)) done(reason);
  }
}
