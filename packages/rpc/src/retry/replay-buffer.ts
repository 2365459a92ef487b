const FIRST_BYTES = 256;
const GROWTH = 4;
/** Up to here a loop is faster than a view and a copy. */
const SMALL_BYTES = 64;

/** The bounds on the buffers of a channel. */
export interface ReplayRoom {
  /** The most for one call. */
  readonly maxBytesPerCall: number;
  /** Takes bytes of the budget. Returns whether there was room for them. */
  take(bytes: number): boolean;
  /** Returns bytes to the budget. */
  giveBack(bytes: number): void;
}

/** A message of a call with a compression, encoded and not yet compressed. */
interface KeptMessage {
  readonly encoded: Uint8Array;
  readonly compress: boolean;
}

/** The attempt that sends kept messages again. */
export interface ReplayTarget {
  /** Sends messages with their prefixes, in order. The bytes do not change any more. */
  sendFramed(bytes: Uint8Array): void;
  /** Sends a message that is encoded already. */
  sendEncoded(encoded: Uint8Array, compress: boolean, isLast: boolean): void;
}

/**
 * Keeps the messages that a stream of requests has sent before the server responded, for another attempt.
 * It copies their bytes: a caller may change a message once it is sent. Bounded for each call and each
 * channel (gRFC A6); a call that has sent more cannot be tried again.
 */
export class ReplayBuffer {
  private readonly room: ReplayRoom;
  private bytes: Uint8Array | undefined;
  private length: number;
  private kept: KeptMessage[] | undefined;
  private isLost: boolean;

  constructor(room: ReplayRoom) {
    this.room = room;
    this.bytes = undefined;
    this.length = 0;
    this.kept = undefined;
    this.isLost = false;
  }

  /** Whether everything that was sent is here; false for good once a message was not kept. */
  get isComplete(): boolean {
    return !this.isLost;
  }

  /** Keeps `source[start..end)`: messages with their prefixes. Of no effect once incomplete. */
  append(source: Uint8Array, start: number, end: number): void {
    const at = this.length;
    if (!this.reckon(end - start)) return;
    let { bytes } = this;
    if (bytes === undefined || bytes.length < this.length) {
      let size = bytes?.length ?? FIRST_BYTES;
      while (size < this.length) size *= GROWTH;
      const grown = new Uint8Array(Math.min(size, this.room.maxBytesPerCall));
      if (bytes !== undefined) grown.set(bytes.subarray(0, at));
      bytes = grown;
      this.bytes = grown;
    }
    if (end - start > SMALL_BYTES) {
      bytes.set(source.subarray(start, end), at);
    } else {
      for (let i = start; i < end; i++) bytes[at + i - start] = source[i] as number;
    }
  }

  /** Keeps a message that goes out compressed; the bytes must not change any more. */
  keep(encoded: Uint8Array, compress: boolean): void {
    if (!this.reckon(encoded.length)) return;
    this.kept ??= [];
    this.kept.push({ encoded, compress });
  }

  /** Sends everything once more. */
  sendAgain(target: ReplayTarget): void {
    if (this.bytes !== undefined) target.sendFramed(this.bytes.subarray(0, this.length));
    if (this.kept === undefined) return;
    for (const { encoded, compress } of this.kept) target.sendEncoded(encoded, compress, false);
  }

  /** Nothing is to be sent again: lets go of what is kept, for good. */
  drop(): void {
    if (this.isLost) return;
    this.isLost = true;
    this.room.giveBack(this.length);
    this.bytes = undefined;
    this.kept = undefined;
  }

  /** Whether there is room for so many more; without, all is lost. */
  private reckon(bytes: number): boolean {
    if (this.isLost) return false;
    const { room } = this;
    if (this.length + bytes > room.maxBytesPerCall || !room.take(bytes)) {
      this.drop();
      return false;
    }
    this.length += bytes;
    return true;
  }
}
