/** How much one call keeps for a repetition: encoded messages, each with this overhead. */
const MAX_REPLAY_BYTES = 64 * 1024;
const MESSAGE_OVERHEAD_BYTES = 64;

/** One message that has been sent: encoded, with or without its prefix as the sender keeps it. */
export interface ReplayedMessage {
  readonly bytes: Uint8Array;
  readonly compress: boolean;
}

/**
 * The messages of a request stream that the server has not responded to yet, encoded as they were
 * sent: whether they have been changed since does not matter. Bounded; a call that has sent more
 * cannot be repeated.
 */
export class Replay {
  private messages: ReplayedMessage[];
  private size: number;
  private isLost: boolean;

  constructor() {
    this.messages = [];
    this.size = 0;
    this.isLost = false;
  }

  /** Whether everything that was sent is here; false for good once a message was not kept. */
  get isComplete(): boolean {
    return !this.isLost;
  }

  /** Keeps a message; the bytes must not change any more. */
  add(bytes: Uint8Array, compress: boolean): void {
    if (this.isLost) return;
    this.size += bytes.length + MESSAGE_OVERHEAD_BYTES;
    if (this.size > MAX_REPLAY_BYTES) this.drop();
    else this.messages.push({ bytes, compress });
  }

  /** Forgets everything, for good: the call can not be repeated from here on. */
  drop(): void {
    this.isLost = true;
    this.messages = [];
  }

  /** In the order in which they were sent. */
  all(): readonly ReplayedMessage[] {
    return this.messages;
  }
}
