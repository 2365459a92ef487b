import { Duplex } from "node:stream";

/** A socket without a network: what it is told it says at once, and counts what is written to it. */
export class FakeSocket extends Duplex {
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 1;
  readonly remoteFamily = "IPv4";
  writtenBytes = 0;
  /** Takes no bytes any more, as a peer that does not read. */
  isStuck = false;
  /** The reader has asked for a pause. */
  isHeld = false;

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.writtenBytes += chunk.length;
    if (!this.isStuck) done();
  }

  override pause(): this {
    this.isHeld = true;
    return super.pause();
  }

  override resume(): this {
    this.isHeld = false;
    return super.resume();
  }

  setNoDelay(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  /** Bytes come from the peer. What receiving them throws is thrown here. */
  say(bytes: Uint8Array): void {
    if (!this.destroyed) this.emit("data", Buffer.from(bytes));
  }
}
