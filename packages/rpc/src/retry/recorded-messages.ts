import type { ExchangeWriter, MemoryLender, MessageOutlet } from "../exchange/exchange.ts";
import type { ReplayBuffer } from "./replay-buffer.ts";

/** Passes the messages of a call on to its exchange, and keeps a copy of each for another attempt. */
export class RecordedMessages implements MessageOutlet {
  readonly writer: ExchangeWriter;
  private readonly outlet: MessageOutlet;
  private readonly buffer: ReplayBuffer;

  constructor(outlet: MessageOutlet, buffer: ReplayBuffer) {
    this.writer = outlet.writer;
    this.outlet = outlet;
    this.buffer = buffer;
  }

  reserve(): number {
    return this.outlet.reserve();
  }

  commit(start: number, end: number, endStream: boolean): void {
    this.buffer.append(this.writer.output.bytes, start, end);
    this.outlet.commit(start, end, endStream);
  }

  release(): void {
    this.outlet.release();
  }

  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void {
    this.buffer.append(bytes, 0, bytes.length);
    this.outlet.sendData(bytes, endStream, owner);
  }
}
