import { type DeadlineEntry, deadlines } from "@tramline/rpc";
import { ProcessHold } from "./process-hold.ts";

/** The calls of a channel that wait for their next attempt: the process does not end meanwhile. */
export class RetryWaits {
  private readonly waiting: Set<DeadlineEntry>;
  private readonly hold: ProcessHold;

  constructor() {
    this.waiting = new Set();
    this.hold = new ProcessHold();
  }

  add(call: DeadlineEntry, untilMs: number): void {
    this.waiting.add(call);
    this.hold.set(true);
    deadlines.add(call, untilMs);
  }

  remove(call: DeadlineEntry): void {
    deadlines.remove(call);
    this.waiting.delete(call);
    this.hold.set(this.waiting.size > 0);
  }

  /** The channel is closed: nobody waits any longer. */
  end(): void {
    for (const call of this.waiting) {
      this.remove(call);
      call.expire();
    }
    this.hold.end();
  }
}
