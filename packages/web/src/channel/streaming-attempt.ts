import type { ReplayTarget } from "@tramline/rpc";
import type { StreamedRequests, WebRequest } from "../protocol/web-protocol.ts";
import { FetchAttempt } from "./fetch-attempt.ts";
import type { RequestStreams } from "./request-streams.ts";

/** Bytes of messages that may wait for fetch to take them. */
const WAITING_BYTES = 64 * 1024;

type StartArguments = Parameters<RequestStreams["start"]>;

/** One try of a call that sends a stream of messages, which is the body of its request. */
export class StreamingAttempt extends FetchAttempt implements ReplayTarget {
  private body: ReadableStreamDefaultController<Uint8Array> | undefined;
  private streamed: StreamedRequests | undefined;
  /** Messages that are being compressed, and what waits behind them. */
  private queue: Promise<void> | undefined;
  private awaitsReady = false;

  /** Makes an attempt, hands it to its owner, and opens it; see `RequestStreams.start`. */
  static start(...[route, streamed, handler, owner, wasDelayed]: StartArguments): void {
    const attempt = new StreamingAttempt(route, handler, wasDelayed);
    owner.attempt = attempt;
    attempt.open(streamed);
  }

  private open(streamed: StreamedRequests): void {
    this.streamed = streamed;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.body = controller;
        },
        pull: () => this.onRoom(),
      },
      { highWaterMark: WAITING_BYTES, size: ({ length }) => length },
    );
    let request: WebRequest;
    try {
      const fields = this.handler.openingFields(this.wasDelayed);
      request = streamed.request(fields, this.compressorOf(true)?.name);
    } catch (error) {
      this.watch(Promise.reject(error));
      return;
    }
    this.watch(this.transmit(request, { body, duplex: "half" }));
    this.handler.replay?.sendAgain(this);
    this.handler.onOpen();
  }

  override get isWritable(): boolean {
    return this.queue === undefined && (this.body?.desiredSize ?? 0) > 0;
  }

  override awaitReady(): void {
    this.awaitsReady = true;
    if (this.isWritable) queueMicrotask(() => this.onRoom());
  }

  private onRoom(): void {
    if (!this.awaitsReady || !this.isWritable) return;
    this.awaitsReady = false;
    this.handler.onSendReady();
  }

  override send(message: unknown, _isLast: boolean, compress: boolean): void {
    const encoded = this.encode(message);
    this.handler.keepMessages()?.keep(encoded, compress);
    this.sendEncoded(encoded, compress);
  }

  /** Nothing is kept with prefixes: `send` keeps messages without. */
  sendFramed(): void {}

  sendEncoded(encoded: Uint8Array, compress: boolean): void {
    const compressor = this.compressorOf(compress);
    if (compressor === undefined) this.inOrder(() => this.push(encoded, false));
    else this.inOrder(async () => this.push(await compressor.compress(encoded), true));
  }

  private push(bytes: Uint8Array, isCompressed: boolean): void {
    this.body?.enqueue((this.streamed as StreamedRequests).part(bytes, isCompressed));
  }

  override halfClose(): void {
    this.inOrder(() => this.body?.close());
  }

  /** Runs a step at once, or after those that are under way. */
  private inOrder(step: () => void | Promise<void>): void {
    const { queue } = this;
    const taken = queue === undefined ? step() : queue.then(step);
    if (!(taken instanceof Promise)) return;
    const settled = taken.then(() => {
      if (this.queue !== settled) return;
      this.queue = undefined;
      this.onRoom();
    });
    this.queue = settled;
    this.watch(settled);
  }

  override cancel(): void {
    this.body = undefined;
    super.cancel();
  }
}
