import type { HedgedAttempt } from "./hedged-attempt.ts";
import type { ReplayRoom } from "./replay-buffer.ts";

/** A message of a hedged call, encoded and not yet compressed. */
interface RecordedRequest {
  readonly encoded: Uint8Array;
  readonly compress: boolean;
  readonly isLast: boolean;
}

/** The requests of a hedged call: each attempt is sent all of them, at its own pace. */
export class HedgedRequests<I, O> {
  /** No message follows. */
  isClosed: boolean;
  /** There was no room for a message: no attempt begins that would have to be sent all of them. */
  isOverfull: boolean;
  private readonly room: ReplayRoom;
  private readonly messages: RecordedRequest[];
  /** Bytes that are kept, of the channel's bound. */
  private bytes: number;
  /** One attempt is left: what it has been sent need not be kept. */
  private isSettled: boolean;

  constructor(room: ReplayRoom) {
    this.isClosed = false;
    this.isOverfull = false;
    this.room = room;
    this.messages = [];
    this.bytes = 0;
    this.isSettled = false;
  }

  /** @returns whether there was room to keep it for attempts to come; it is sent in any case */
  add(message: RecordedRequest): boolean {
    const isOnly = message.isLast && this.messages.length === 0;
    this.messages.push(message);
    if (message.isLast) this.isClosed = true;
    // The only request of a call is kept by the caller as well.
    if (isOnly || this.isSettled) return true;
    const { length } = message.encoded;
    if (this.bytes + length > this.room.maxBytesPerCall || !this.room.take(length)) {
      this.isOverfull = true;
      return false;
    }
    this.bytes += length;
    return true;
  }

  isSentTo(attempt: HedgedAttempt<I, O>): boolean {
    return attempt.sent === this.messages.length;
  }

  /** Sends an open attempt what it takes of what it has not been sent yet. */
  sendTo(owner: HedgedAttempt<I, O>): void {
    const { attempt } = owner;
    if (attempt === undefined || owner.isHalfClosed) return;
    for (;;) {
      const message = this.messages[owner.sent];
      if (message === undefined) break;
      if (!attempt.isWritable) {
        attempt.awaitReady();
        return;
      }
      owner.sent += 1;
      owner.isHalfClosed = message.isLast;
      attempt.sendEncoded(message.encoded, message.compress, message.isLast);
      if (message.isLast) return;
    }
    if (this.isSettled) {
      this.messages.length = 0;
      owner.sent = 0;
    }
    if (!this.isClosed) return;
    owner.isHalfClosed = true;
    attempt.halfClose();
  }

  /** Only this attempt goes on. */
  keepFor(attempt: HedgedAttempt<I, O>): void {
    this.isSettled = true;
    this.messages.splice(0, attempt.sent);
    attempt.sent = 0;
    this.giveBack();
  }

  /** Nothing is sent any more. */
  drop(): void {
    this.messages.length = 0;
    this.giveBack();
  }

  private giveBack(): void {
    this.room.giveBack(this.bytes);
    this.bytes = 0;
  }
}
