import type { AnyMethodType } from "@tramline/protobuf";
import {
  type AnyHandler,
  type Attempt,
  type AttemptHandler,
  type AttemptProgress,
  Batch,
  encodeMessage,
  MessageQueue,
  type MessageQueueOwner,
  Metadata,
  parseTimeout,
  StatusError,
} from "@tramline/rpc";
import { type FakeContext, fakeContext } from "./fake-context.ts";

/** The most responses that wait for the caller before the handler's generator pauses. */
const MAX_WAITING = 16;

/** Requests are pushed as they are sent, so that there are none to pull. */
const requestOwner: MessageQueueOwner<unknown> = {
  pull: () => undefined,
  hasMessages: false,
  onAbandoned() {},
};

/** The longest interval that there is. */
const HOLD_MS = 2 ** 31 - 1;

/**
 * One call of a mock client: what a connection and a server do for others. Messages pass through their
 * encoding, so that a handler sees what it would see, and what cannot be encoded fails.
 */
export class MockAttempt implements Attempt<unknown, unknown> {
  readonly isWritable = true;
  readonly peer = "mock";
  readonly waitsFor = undefined;
  readonly waited = undefined;
  readonly progress: AttemptProgress = "final";
  private readonly method: AnyMethodType;
  private readonly handler: AnyHandler;
  private readonly call: AttemptHandler<unknown>;
  private readonly context: FakeContext;
  private readonly requests: MessageQueue<unknown>;
  private readonly streamsRequests: boolean;
  private readonly streamsResponses: boolean;
  private waiting: unknown[];
  private onTaken: (() => void) | undefined;
  private isOver: boolean;
  private headersReached: boolean;
  /** Keeps the process alive while a caller waits, as a connection does. */
  private readonly hold: NodeJS.Timeout;

  constructor(method: AnyMethodType, handler: AnyHandler, call: AttemptHandler<unknown>) {
    this.method = method;
    this.handler = handler;
    this.call = call;
    this.streamsRequests = method.kind === "clientStreaming" || method.kind === "bidiStreaming";
    this.streamsResponses = method.kind === "serverStreaming" || method.kind === "bidiStreaming";
    this.requests = new MessageQueue(requestOwner);
    this.waiting = [];
    this.onTaken = undefined;
    this.isOver = false;
    this.headersReached = false;
    this.hold = setInterval(() => {}, HOLD_MS);
    const fields = call.openingFields(false);
    const timeoutAt = fields.indexOf("grpc-timeout");
    this.context = fakeContext({
      method,
      metadata: Metadata.fromFields(fields),
      timeoutMs: timeoutAt < 0 ? undefined : parseTimeout(fields[timeoutAt + 1] ?? ""),
      peer: "mock",
    });
  }

  /** Begins, once the call knows its attempt. */
  open(): void {
    this.call.onOpen();
    if (this.streamsRequests) void this.run(this.requests);
  }

  // --- what the caller does ----------------------------------------------------------------------

  send(message: unknown, isLast: boolean): void {
    const { input } = this.method;
    const sent = { sentType: input, maxSendBytes: Number.MAX_SAFE_INTEGER };
    const request: unknown = input.decode(encodeMessage<unknown>(sent, message));
    if (this.streamsRequests) this.requests.push(request);
    else void this.run(request);
    if (isLast) this.halfClose();
  }

  halfClose(): void {
    this.requests.end();
  }

  awaitReady(): void {
    queueMicrotask(() => this.call.onSendReady());
  }

  pull(): unknown {
    const message = this.waiting.shift();
    if (message !== undefined) this.onTaken?.();
    return message;
  }

  get hasMessages(): boolean {
    return this.waiting.length > 0;
  }

  cancel(): void {
    this.waiting = [];
    this.end();
    this.context.cancel();
    this.requests.fail(new StatusError("CANCELLED", "the client cancelled the call"));
  }

  // --- what the handler does ---------------------------------------------------------------------

  private async run(request: unknown): Promise<void> {
    try {
      const answer = this.handler(request, this.context);
      if (this.streamsResponses) await this.sendAll(answer as AsyncIterable<unknown>);
      else this.deliver(await answer);
      this.finish(undefined);
    } catch (error) {
      this.finish(StatusError.from(error));
    }
  }

  private async sendAll(responses: AsyncIterable<unknown>): Promise<void> {
    let sends = 0;
    for await (const response of responses) {
      const all: readonly unknown[] = response instanceof Batch ? response.messages : [response];
      for (const one of all) this.deliver(one);
      // A generator without an end must not keep its reader from leaving.
      if (++sends % MAX_WAITING === 0) await new Promise((resolve) => setImmediate(resolve));
      while (this.waiting.length >= MAX_WAITING && !this.isOver) {
        await new Promise<void>((resolve) => {
          this.onTaken = resolve;
        });
      }
      if (this.isOver) return;
    }
  }

  private deliver(response: unknown): void {
    const { output } = this.method;
    const sent = { sentType: output, maxSendBytes: Number.MAX_SAFE_INTEGER };
    const message: unknown = output.decode(encodeMessage<unknown>(sent, response));
    if (this.isOver) return;
    this.sendHeaders();
    const { call } = this;
    if (!call.isStreaming || (call.wantedMessages > 0 && this.waiting.length === 0)) {
      call.onMessage(message);
    } else {
      this.waiting.push(message);
    }
  }

  private sendHeaders(): void {
    if (this.headersReached) return;
    this.headersReached = true;
    if (!this.context.headersSent) this.context.sendHeaders();
    this.call.onHeaders(fieldsOf(this.context.responseHeaders));
  }

  private finish(error: StatusError | undefined): void {
    if (this.isOver) return;
    const trailers = fieldsOf(this.context.responseTrailers);
    if (error === undefined) this.sendHeaders();
    this.end();
    if (error === undefined) {
      this.call.onSuccess(trailers);
      return;
    }
    const { codeNumber, rawMessage, details, cause } = error;
    const metadata = new Metadata(error.metadata).merge(this.context.responseTrailers);
    this.call.onFailure(new StatusError(codeNumber, rawMessage, { details, cause, metadata }));
  }

  private end(): void {
    this.isOver = true;
    clearInterval(this.hold);
    this.onTaken?.();
  }
}

function fieldsOf(metadata: Metadata): string[] {
  const fields: string[] = [];
  metadata.writeTo({ field: (name, value) => fields.push(name, value) });
  return fields;
}
