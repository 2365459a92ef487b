import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { PREFACE } from "../connection/preface.ts";
import { writeFrameHeader } from "../frame/frame-header.ts";
import { writeSettings } from "../frame/settings.ts";
import { writeWindowUpdate } from "../frame/window-update.ts";
import { HpackEncoder } from "../hpack/encoder.ts";
import { OutputBuffer } from "../output-buffer.ts";
import { HeaderTemplate } from "../stream/header-template.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamHandler } from "../stream/stream-handler.ts";
import { accept } from "./accept.ts";
import type { AcceptOptions } from "./accept-options.ts";

export const quiet = { onReady() {}, onGoaway() {}, onCapacity() {}, onIdle() {}, onClosed() {} };

export const ok = new HeaderTemplate([":status", "200"]);

/** Pulls pieces out of an endless source while there is room, as a server-streaming method does. */
export class EndlessSource implements StreamHandler {
  readonly stream: Stream;
  readonly output: OutputBuffer;
  pulls = 0;
  /** More pulls than the loop that this guards against is let run for. */
  readonly mostPulls: number;
  failure: string | undefined;
  onFailed: () => void = () => {};

  constructor(stream: Stream, output: OutputBuffer, mostPulls: number) {
    this.stream = stream;
    this.output = output;
    this.mostPulls = mostPulls;
  }

  pull(): void {
    while (this.failure === undefined) {
      if (!this.stream.isWritable) {
        this.stream.awaitReady();
        return;
      }
      this.pulls += 1;
      assert.ok(this.pulls < this.mostPulls, "the source is pulled in a closed loop");
      const start = this.stream.reserve();
      if (start < 0) {
        this.stream.release();
        this.stream.sendData(new Uint8Array(1000), false);
      } else {
        this.output.bytes.fill(0, start, start + 1000);
        this.stream.commit(start, start + 1000, false);
      }
    }
  }

  onHeaders(): void {}
  onData(): void {}
  onEnd(): void {}

  onFailure(failure: { message: string }): void {
    this.failure = failure.message;
    this.onFailed();
  }

  onSendReady(): void {
    this.pull();
  }
}

/** Opens a request, with endless windows for its response. */
export function greedyRequest(): Uint8Array {
  const out = new OutputBuffer(512);
  const raw = (bytes: Uint8Array) => {
    out.ensure(bytes.length);
    out.bytes.set(bytes, out.position);
    out.position += bytes.length;
  };
  raw(PREFACE);
  writeSettings(out, [[4, 0x7fff_ffff]]);
  writeWindowUpdate(out, 0, 0x7fff_0000);
  const block = new OutputBuffer(256);
  const encoder = new HpackEncoder();
  encoder.begin(block);
  for (const [name, value] of [
    [":method", "POST"],
    [":scheme", "http"],
    [":path", "/"],
    [":authority", "a"],
  ] as const) {
    encoder.field(block, name, value);
  }
  out.ensure(9 + block.position);
  writeFrameHeader(out.bytes, out.position, block.position, 1, 5, 1);
  out.position += 9;
  raw(block.bytes.subarray(0, block.position));
  return out.bytes.slice(0, out.position);
}

export async function serve(
  options: Pick<AcceptOptions, "acceptor"> & Partial<AcceptOptions>,
): Promise<{
  port: number;
  connections: ReturnType<typeof accept>[];
  sockets: Socket[];
  close: () => void;
}> {
  const connections: ReturnType<typeof accept>[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    connections.push(accept(socket, { listener: quiet, ...options }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    sockets,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
