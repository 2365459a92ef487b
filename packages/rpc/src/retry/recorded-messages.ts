import type { ExchangeWriter, MemoryLender, MessageOutlet } from "../exchange/exchange.ts";
import type { ReplayBuffer } from "./replay-buffer.ts";

/** Passes the messages of a call on to its exchange, and keeps a copy of each for another attempt. */
export class RecordedMessages implements MessageOutlet {
  /** The memory in which messages are encoded. */
  readonly writer: ExchangeWriter;
  private readonly outlet: MessageOutlet;
  private readonly buffer: ReplayBuffer;

  constructor(outlet: MessageOutlet, buffer: ReplayBuffer) {
    this.writer = outlet.writer;
    this.outlet = outlet;
    this.buffer = buffer;
  }

  /** Begins a message; see `MessageOutlet.reserve`. */
  reserve(): number {
    return this.outlet.reserve();
  }

  /** Ends a message and records it. */
  commit(start: number, end: number, endStream: boolean): void {
    this.buffer.append(this.writer.output.bytes, start, end);
    this.outlet.commit(start, end, endStream);
  }

  /** Gives up the message that `reserve` began. */
  release(): void {
    this.outlet.release();
  }

  /** Records a message that has memory of its own. */
  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void {
    this.buffer.append(bytes, 0, bytes.length);
    this.outlet.sendData(bytes, endStream, owner);
  }
}
