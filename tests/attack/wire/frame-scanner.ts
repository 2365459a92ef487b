/** Payloads up to this many bytes are kept for the reader; of longer ones it hears the length alone. */
const keptBytes = 4096;

/** Called for each frame that arrived. */
export type FrameListener = (frame: ReceivedFrame) => void;

export interface ReceivedFrame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly length: number;
  /** The first bytes of the payload. */
  readonly payload: Buffer;
}

/** Cuts what a server sends into frames. */
export class FrameScanner {
  private readonly listener: FrameListener;
  private readonly head = Buffer.alloc(9);
  private headLength = 0;
  private payload: Buffer = Buffer.alloc(0);
  private taken = 0;
  private length = 0;

  constructor(listener: FrameListener) {
    this.listener = listener;
  }

  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length || (this.headLength === 9 && this.taken === this.length)) {
      if (this.headLength < 9) {
        const count = Math.min(9 - this.headLength, bytes.length - at);
        bytes.copy(this.head, this.headLength, at, at + count);
        this.headLength += count;
        at += count;
        if (this.headLength < 9) return;
        this.length = this.head.readUIntBE(0, 3);
        this.taken = 0;
        this.payload = Buffer.alloc(Math.min(this.length, keptBytes));
      }
      const count = Math.min(this.length - this.taken, bytes.length - at);
      if (this.taken < this.payload.length) bytes.copy(this.payload, this.taken, at, at + count);
      this.taken += count;
      at += count;
      if (this.taken < this.length) return;
      this.headLength = 0;
      this.listener({
        type: this.head[3] ?? 0,
        flags: this.head[4] ?? 0,
        streamId: this.head.readUInt32BE(5) & 0x7fffffff,
        length: this.length,
        payload: this.payload,
      });
    }
  }
}
