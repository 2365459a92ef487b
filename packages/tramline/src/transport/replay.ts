import type { CompressedSender, ExchangeWriter, MemoryLender, MessageOutlet } from "@tramline/rpc";

/** How much one call keeps for a repetition. */
const MAX_REPLAY_BYTES = 64 * 1024;
const FIRST_BYTES = 256;
const GROWTH = 4;

/** A message of a call with a compression, encoded and not yet compressed. */
interface KeptMessage {
  readonly encoded: Uint8Array;
  readonly compress: boolean;
}

/**
 * Keeps what a stream of requests has sent before the server responded, for a repeat of the call.
 * It passes messages on to the stream and copies their bytes, with their prefixes, one behind the
 * other: whether the caller has changed a message since does not matter. Bounded; a call that has
 * sent more cannot be repeated.
 */
export class Replay implements MessageOutlet {
  private stream: MessageOutlet;
  private bytes: Uint8Array | undefined;
  private length: number;
  private kept: KeptMessage[] | undefined;
  private isLost: boolean;

  constructor(stream: MessageOutlet) {
    this.stream = stream;
    this.bytes = undefined;
    this.length = 0;
    this.kept = undefined;
    this.isLost = false;
  }

  /** Whether everything that was sent is here; false for good once a message was not kept. */
  get isComplete(): boolean {
    return !this.isLost;
  }

  get writer(): ExchangeWriter {
    return this.stream.writer;
  }

  reserve(): number {
    return this.stream.reserve();
  }

  commit(start: number, end: number, endStream: boolean): void {
    this.copy(this.stream.writer.output.bytes, start, end);
    this.stream.commit(start, end, endStream);
  }

  release(): void {
    this.stream.release();
  }

  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void {
    this.copy(bytes, 0, bytes.length);
    this.stream.sendData(bytes, endStream, owner);
  }

  /** Keeps a message that goes out compressed; the bytes must not change any more. */
  keep(encoded: Uint8Array, compress: boolean): void {
    if (!this.reckon(encoded.length)) return;
    this.kept ??= [];
    this.kept.push({ encoded, compress });
  }

  /** Sends everything once more, on another stream, and goes on with that one. */
  sendAgain(stream: MessageOutlet, sender: CompressedSender | undefined): void {
    this.stream = stream;
    if (this.bytes !== undefined) {
      stream.sendData(this.bytes.subarray(0, this.length), false);
    } else if (sender !== undefined && this.kept !== undefined) {
      for (const { encoded, compress } of this.kept) sender.send(encoded, compress, false);
    }
  }

  private copy(source: Uint8Array, start: number, end: number): void {
    const at = this.length;
    if (!this.reckon(end - start)) return;
    let { bytes } = this;
    if (bytes === undefined || bytes.length < this.length) {
      let size = bytes?.length ?? FIRST_BYTES;
      while (size < this.length) size *= GROWTH;
      const grown = new Uint8Array(Math.min(size, MAX_REPLAY_BYTES));
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

  /** Whether there is room for so many more; without, all is lost. */
  private reckon(bytes: number): boolean {
    if (this.isLost) return false;
    this.length += bytes;
    if (this.length > MAX_REPLAY_BYTES) this.drop();
    return !this.isLost;
  }

  private drop(): void {
    this.isLost = true;
    this.bytes = undefined;
    this.kept = undefined;
  }
}

/** Up to here a loop is faster than a view and a copy. */
const SMALL_BYTES = 64;
