import { ReplayBuffer, type ReplayRoom } from "./replay-buffer.ts";

/** How many bytes of requests a channel keeps so that calls can be tried again (gRFC A6). */
export class ReplayBudget implements ReplayRoom {
  /** The most bytes that one call may keep. */
  readonly maxBytesPerCall: number;
  private readonly maxBytes: number;
  private usedBytes: number;

  constructor(maxBytesPerCall: number, maxBytes: number) {
    this.maxBytesPerCall = maxBytesPerCall;
    this.maxBytes = maxBytes;
    this.usedBytes = 0;
  }

  /** Bytes that calls keep at this moment. */
  get used(): number {
    return this.usedBytes;
  }

  /** Makes the buffer of one call. */
  createBuffer(): ReplayBuffer {
    return new ReplayBuffer(this);
  }

  /** Takes bytes of the budget; returns false, with nothing taken, when there are fewer. */
  take(bytes: number): boolean {
    if (this.usedBytes + bytes > this.maxBytes) return false;
    this.usedBytes += bytes;
    return true;
  }

  /** Returns bytes to the budget. */
  giveBack(bytes: number): void {
    this.usedBytes -= bytes;
  }
}
