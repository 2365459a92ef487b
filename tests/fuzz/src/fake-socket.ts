import { Duplex } from "node:stream";

/** A socket without a network: what it is told it says at once, and counts what is written to it. */
export class FakeSocket extends Duplex {
  readonly remoteAddress = "127.0.0.1";
  readonly remotePort = 1;
  readonly remoteFamily = "IPv4";
  writtenBytes = 0;
  /** Takes no bytes any more, as a peer that does not read. */
  isStuck = false;

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.writtenBytes += chunk.length;
    if (!this.isStuck) done();
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
