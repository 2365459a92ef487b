/**
 * Bytes on their way out: frames of one turn of the event loop are laid one after another into
 * `bytes` and handed to the socket together.
 *
 * Writers call {@link OutputBuffer.ensure} before they write, because it may replace `bytes`: never
 * keep a reference to `bytes` across a call of `ensure`. The written bytes are `bytes[0 .. position)`.
 */
export class OutputBuffer {
  /** Storage; longer than what has been written. Replaced when it grows. */
  bytes: Uint8Array;
  /** Offset of the next byte to be written. */
  position: number;

  /** @param capacity Initial size of the storage in bytes. */
  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    this.position = 0;
  }

  /** Makes room for `count` more bytes behind `position`; grows by doubling. */
  ensure(count: number): void {
    const needed = this.position + count;
    if (needed > this.bytes.length) this.grow(needed);
  }

  private grow(needed: number): void {
    let capacity = Math.max(this.bytes.length * 2, 256);
    while (capacity < needed) capacity *= 2;
    const larger = new Uint8Array(capacity);
    larger.set(this.bytes.subarray(0, this.position));
    this.bytes = larger;
  }
}
