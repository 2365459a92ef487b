import type { MemoryLender, MessageOutlet } from "../../exchange/exchange.ts";
import { protocolError } from "./frame-error.ts";
import { frameHeader, frameOf } from "./frame-writer.ts";
import { Opcode } from "./opcodes.ts";
import { WINDOW_BYTES } from "./socket-message.ts";

/** A piece of body up to this size is copied behind its header. */
const COPIED_BYTES = 1000;

/** Sends a body in binary frames, as far as the client takes it. */
export class SocketOutput {
  /** Bytes that the client takes now; 0 while something waits. */
  room: number;
  private readonly outlet: MessageOutlet;
  /** Body that waits for the client to take more. */
  private readonly waiting: Uint8Array[];

  constructor(outlet: MessageOutlet) {
    this.room = WINDOW_BYTES;
    this.outlet = outlet;
    this.waiting = [];
  }

  /** Whether body waits for the client to take more. */
  get hasWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** Sends a piece of body, or as much of it as the client takes; the rest waits. */
  send(bytes: Uint8Array, owner: MemoryLender | undefined): void {
    if (bytes.length <= this.room) {
      this.frame(bytes, owner);
      return;
    }
    this.waiting.push(owner === undefined ? bytes : bytes.slice());
    owner?.giveBack(bytes);
    this.flush();
  }

  /**
   * The client takes further bytes.
   *
   * @throws FrameError when it takes more than can be counted
   */
  add(bytes: number): void {
    this.room += bytes;
    if (!Number.isSafeInteger(this.room)) {
      throw protocolError(
        "WS_WINDOW_LARGE",
        "invalid window: expected less than 2^53 bytes in all",
      );
    }
    this.flush();
  }

  /** Drops what waits. */
  clear(): void {
    this.waiting.length = 0;
  }

  private flush(): void {
    const { waiting } = this;
    while (this.room > 0) {
      const bytes = waiting[0];
      if (bytes === undefined) return;
      const size = Math.min(bytes.length, this.room);
      this.frame(bytes.subarray(0, size), undefined);
      if (size === bytes.length) waiting.shift();
      else waiting[0] = bytes.subarray(size);
    }
  }

  private frame(bytes: Uint8Array, owner: MemoryLender | undefined): void {
    this.room -= bytes.length;
    if (bytes.length > COPIED_BYTES) {
      this.outlet.sendData(frameHeader(Opcode.BINARY, bytes.length), false);
      this.outlet.sendData(bytes, false, owner);
      return;
    }
    if (bytes.length > 0) this.outlet.sendData(frameOf(Opcode.BINARY, bytes), false);
    owner?.giveBack(bytes);
  }
}
