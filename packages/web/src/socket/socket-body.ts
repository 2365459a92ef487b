/**
 * The body of a response on a WebSocket, as a stream. The server may send as many bytes as its reader has taken, and a
 * window more: browsers have no way to make it wait.
 */
export class SocketBody {
  readonly stream: ReadableStream<Uint8Array>;
  private readonly windowBytes: number;
  private readonly grant: (bytes: number) => void;
  private readonly pieces: Uint8Array[];
  /** Bytes that the server may still send, and those in `pieces`. */
  private room: number;
  private held: number;
  private onChange: (() => void) | undefined;
  private isEnded: boolean;
  private error: Error | undefined;

  /** @param grant lets the server send further bytes */
  constructor(windowBytes: number, grant: (bytes: number) => void) {
    this.windowBytes = windowBytes;
    this.grant = grant;
    this.pieces = [];
    this.room = windowBytes;
    this.held = 0;
    this.onChange = undefined;
    this.isEnded = false;
    this.error = undefined;
    this.stream = new ReadableStream(
      { pull: (controller) => this.pull(controller) },
      { highWaterMark: 0 },
    );
  }

  private async pull(controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> {
    for (;;) {
      const piece = this.pieces.shift();
      if (piece !== undefined) {
        this.held -= piece.length;
        this.refill();
        controller.enqueue(piece);
        return;
      }
      if (this.error !== undefined) {
        controller.error(this.error);
        return;
      }
      if (this.isEnded) {
        controller.close();
        return;
      }
      await new Promise<void>((resolve) => {
        this.onChange = resolve;
      });
    }
  }

  private refill(): void {
    const missing = this.windowBytes - this.held - this.room;
    if (missing * 2 < this.windowBytes) return;
    this.room += missing;
    this.grant(missing);
  }

  /** Takes a piece. Returns whether the server was allowed to send it. */
  add(piece: Uint8Array): boolean {
    this.room -= piece.length;
    if (this.room < 0) return false;
    this.held += piece.length;
    if (piece.length > 0) this.pieces.push(piece);
    this.wake();
    return true;
  }

  /** The body is whole. */
  end(): void {
    this.isEnded = true;
    this.wake();
  }

  /** Nothing more comes. What has come can still be read. */
  fail(error: Error): void {
    this.error = error;
    this.wake();
  }

  private wake(): void {
    this.onChange?.();
    this.onChange = undefined;
  }
}
