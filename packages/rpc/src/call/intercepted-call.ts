import type { AnyMethodType } from "@tramline/protobuf";
import { deadlineAtMs } from "../deadline/call-deadline.ts";
import { monotonicNowMs, wallClockFromMonotonic } from "../deadline/clock.ts";
import { DeadlineEntry } from "../deadline/deadline-entry.ts";
import { chainInterceptors } from "../interceptor/chain.ts";
import type {
  InterceptedCall,
  InterceptedResult,
  Interceptor,
  InterceptorNext,
} from "../interceptor/interceptor.ts";
import { Metadata } from "../metadata/metadata.ts";
import type { CallOptions } from "../service/call-options.ts";
import { StatusError } from "../status/status-error.ts";
import type { Attempt, AttemptHandler, AttemptOwner, AttemptStarter } from "./attempt.ts";
import { cancellation } from "./call.ts";
import { deadlines } from "./deadlines.ts";
import { StreamingCall } from "./streaming-call.ts";
import { UnaryCall } from "./unary-call.ts";

/** The signal of an intercepted call: the caller's, the parent's and the deadline in one. */
class CallSignal extends DeadlineEntry {
  readonly controller: AbortController;
  readonly atMs: number;
  readonly timeoutMs: number | undefined;
  private readonly sources: AbortSignal[];
  private readonly forward: () => void;

  constructor(options: CallOptions) {
    super();
    this.controller = new AbortController();
    const now = monotonicNowMs();
    this.atMs = deadlineAtMs(options, now, options.context?.deadlineMs ?? Infinity);
    this.timeoutMs = this.atMs === Infinity ? undefined : this.atMs - now;
    this.sources = [options.signal, options.context?.signal].filter((one) => one !== undefined);
    this.forward = () => {
      this.controller.abort(this.sources.find((one) => one.aborted)?.reason);
    };
    for (const source of this.sources) {
      if (source.aborted) this.forward();
      else source.addEventListener("abort", this.forward);
    }
    deadlines.add(this, this.atMs);
  }

  override expire(): void {
    this.controller.abort(new StatusError("DEADLINE_EXCEEDED", "no answer in time"));
  }

  release(): void {
    deadlines.remove(this);
    for (const source of this.sources) source.removeEventListener("abort", this.forward);
  }

  /** The options for what the interceptors pass on: their metadata, the one signal, the deadline. */
  optionsFor(call: InterceptedCall, options: CallOptions): CallOptions {
    return {
      ...options,
      interceptors: undefined,
      context: undefined,
      deadline: undefined,
      metadata: call.metadata,
      signal: call.signal,
      timeoutMs: this.atMs === Infinity ? undefined : Math.max(0, this.atMs - monotonicNowMs()),
    };
  }
}

function facts(method: AnyMethodType, options: CallOptions, signal: CallSignal) {
  return {
    side: "client" as const,
    method,
    metadata: new Metadata(options.metadata),
    timeoutMs: signal.timeoutMs,
    deadline: wallClockFromMonotonic(signal.atMs),
    signal: signal.controller.signal,
    context: options.context,
  };
}

function allOf(channel: readonly Interceptor[], options: CallOptions): readonly Interceptor[] {
  return options.interceptors === undefined ? channel : [...options.interceptors, ...channel];
}

/** A unary call through interceptors. */
export async function interceptUnary(
  method: AnyMethodType,
  starter: AttemptStarter<unknown, unknown>,
  interceptors: readonly Interceptor[],
  request: unknown,
  options: CallOptions,
): Promise<unknown> {
  const signal = new CallSignal(options);
  const end: InterceptorNext = (call) =>
    new Promise((resolve, reject) => {
      let headers = new Metadata();
      let trailers = new Metadata();
      const callOptions: CallOptions = {
        ...signal.optionsFor(call, options),
        onHeaders: (received) => {
          headers = received;
        },
        onTrailers: (received) => {
          trailers = received;
        },
      };
      const done = (response: unknown) =>
        resolve({ headers, trailers, response: response as object });
      new UnaryCall(method, call.request as unknown, callOptions, done, reject).start(starter);
    });
  try {
    const call: InterceptedCall = {
      ...facts(method, options, signal),
      kind: "unary",
      request: request as object,
    };
    const result = await chainInterceptors(allOf(interceptors, options), end)(call);
    options.onHeaders?.(result.headers);
    options.onTrailers?.(result.trailers);
    return result.response;
  } catch (error) {
    throw StatusError.from(error);
  } finally {
    signal.release();
  }
}

/** A streaming call through interceptors: the user's end of it. */
export function interceptStreaming(
  method: AnyMethodType,
  starter: AttemptStarter<unknown, unknown>,
  interceptors: readonly Interceptor[],
  options: CallOptions,
): StreamingCall<unknown, unknown> {
  const signal = new CallSignal(options);
  const outer = new StreamingCall<unknown, unknown>(method, {
    onHeaders: options.onHeaders,
    onTrailers: options.onTrailers,
    signal: signal.controller.signal,
  });
  outer.start(
    new InterceptedStarter(method, starter, allOf(interceptors, options), options, signal),
  );
  // Aborted before it began: nobody else will let go of the signal.
  if (outer.isOver) signal.release();
  return outer;
}

/** Carries the user's end of a streaming call through the interceptors to a call on the channel. */
class InterceptedStarter implements AttemptStarter<unknown, unknown> {
  readonly timeoutMs: number | undefined;
  private readonly method: AnyMethodType;
  private readonly starter: AttemptStarter<unknown, unknown>;
  private readonly interceptors: readonly Interceptor[];
  private readonly options: CallOptions;
  private readonly signal: CallSignal;
  /** The calls that the chain has made on the channel. */
  private readonly inner: StreamingCall<unknown, unknown>[];

  constructor(
    method: AnyMethodType,
    starter: AttemptStarter<unknown, unknown>,
    interceptors: readonly Interceptor[],
    options: CallOptions,
    signal: CallSignal,
  ) {
    this.timeoutMs = undefined;
    this.method = method;
    this.starter = starter;
    this.interceptors = interceptors;
    this.options = options;
    this.signal = signal;
    this.inner = [];
  }

  start(handler: AttemptHandler<unknown>, owner: AttemptOwner<unknown>): void {
    const requests = new RequestPipe(handler, this.signal);
    owner.attempt = requests;
    // On the next turn of the microtasks: by then a server-streaming caller has given its request.
    queueMicrotask(() => {
      if (requests.isCancelled) {
        this.signal.release();
        return;
      }
      handler.onOpen();
      void this.run(handler, requests);
    });
  }

  private async run(handler: AttemptHandler<unknown>, requests: RequestPipe): Promise<void> {
    const { method, options, signal } = this;
    try {
      const common = facts(method, options, signal);
      const call: InterceptedCall =
        method.kind === "serverStreaming"
          ? { ...common, kind: method.kind, request: (await requests.only()) as object }
          : {
              ...common,
              kind: method.kind as "clientStreaming" | "bidiStreaming",
              request: requests as AsyncIterable<object>,
            };
      const end: InterceptorNext = (inner) => this.callChannel(inner, requests);
      const result = await chainInterceptors(this.interceptors, end)(call);
      handler.onHeaders(fieldsOf(result.headers));
      await this.passResponses(handler, requests, result);
      handler.onSuccess(fieldsOf(result.trailers));
    } catch (error) {
      handler.onFailure(StatusError.from(error));
    } finally {
      signal.release();
      requests.end();
      // What an interceptor has begun and not read to its end.
      for (const call of this.inner) call.cancel();
    }
  }

  private async passResponses(
    handler: AttemptHandler<unknown>,
    requests: RequestPipe,
    result: InterceptedResult,
  ): Promise<void> {
    if (this.method.kind === "clientStreaming") {
      handler.onMessage(result.response, 1);
      return;
    }
    for await (const message of result.response as AsyncIterable<object>) {
      if (requests.isCancelled) return;
      handler.onMessage(message, 1);
      await requests.taken();
    }
  }

  /** The end of the chain: a call on the channel itself. */
  private async callChannel(
    inner: InterceptedCall,
    requests: RequestPipe,
  ): Promise<InterceptedResult> {
    const trailers = new Metadata();
    const call = new StreamingCall<unknown, unknown>(this.method, {
      ...this.signal.optionsFor(inner, this.options),
      onHeaders: undefined,
      onTrailers: (received) => {
        trailers.merge(received);
      },
    });
    this.inner.push(call);
    call.start(this.starter);
    if (inner.kind === "serverStreaming" || inner.kind === "unary") call.sendOnly(inner.request);
    else void forward(inner.request, call, requests);
    if (this.method.kind === "clientStreaming") {
      const response = (await call.response) as object;
      return { headers: await call.headers, trailers, response };
    }
    return {
      headers: await call.headers,
      trailers,
      response: call as unknown as AsyncIterable<object>,
    };
  }
}

async function forward(
  requests: AsyncIterable<object>,
  call: StreamingCall<unknown, unknown>,
  pipe: RequestPipe,
): Promise<void> {
  try {
    for await (const request of requests) await call.send(request, { compress: pipe.compress });
    await call.close();
  } catch (error) {
    call.abort(StatusError.from(error));
  }
}

function fieldsOf(metadata: Metadata): string[] {
  const fields: string[] = [];
  metadata.writeTo({ field: (name, value) => fields.push(name, value) });
  return fields;
}

interface HeldRequest {
  readonly message: unknown;
  readonly compress: boolean;
}

/**
 * The requests of an intercepted call, from the user's `send` to whoever iterates them in the chain:
 * one at a time, so that back-pressure reaches the user.
 */
class RequestPipe implements Attempt<unknown>, AsyncIterableIterator<unknown, undefined> {
  readonly peer: string | undefined;
  readonly waitsFor: string | undefined;
  isCancelled: boolean;
  /**
   * Whether the request read last is to be compressed. Interceptors see requests without that; as
   * they pass them on one by one, it holds for what comes out of the chain next.
   */
  compress: boolean;
  private readonly handler: AttemptHandler<unknown>;
  private readonly signal: CallSignal;
  private readonly held: HeldRequest[];
  private isEnded: boolean;
  private reader: ((result: IteratorResult<unknown, undefined>) => void) | undefined;
  private isReadyWanted: boolean;
  private onTaken: (() => void) | undefined;
  private takenCount: number;

  constructor(handler: AttemptHandler<unknown>, signal: CallSignal) {
    this.peer = undefined;
    this.waitsFor = undefined;
    this.isCancelled = false;
    this.compress = true;
    this.handler = handler;
    this.signal = signal;
    this.held = [];
    this.isEnded = false;
    this.reader = undefined;
    this.isReadyWanted = false;
    this.onTaken = undefined;
    this.takenCount = 0;
  }

  get isWritable(): boolean {
    return this.held.length === 0;
  }

  send(message: unknown, isLast: boolean, compress: boolean): void {
    if (this.isEnded) return;
    if (this.reader === undefined) {
      this.held.push({ message, compress });
    } else {
      const reader = this.reader;
      this.reader = undefined;
      this.compress = compress;
      reader({ value: message, done: false });
    }
    if (isLast) this.halfClose();
  }

  halfClose(): void {
    this.isEnded = true;
    this.reader?.({ value: undefined, done: true });
    this.reader = undefined;
  }

  end(): void {
    this.held.length = 0;
    this.halfClose();
    this.ready();
    this.onTaken?.();
  }

  consume(): void {
    this.takenCount += 1;
    this.onTaken?.();
    this.onTaken = undefined;
  }

  /** Resolves when the user has taken the response that was handed over last. */
  taken(): Promise<void> {
    if (this.takenCount > 0 || this.isCancelled) {
      this.takenCount -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.onTaken = () => {
        this.takenCount -= 1;
        resolve();
      };
    });
  }

  awaitReady(): void {
    this.isReadyWanted = true;
    if (this.held.length === 0) this.ready();
  }

  private ready(): void {
    if (!this.isReadyWanted) return;
    this.isReadyWanted = false;
    queueMicrotask(() => this.handler.onSendReady());
  }

  cancel(): void {
    this.isCancelled = true;
    this.signal.controller.abort(cancellation(undefined));
    this.end();
  }

  /** The only request of a server-streaming call. */
  async only(): Promise<unknown> {
    return (await this.next()).value;
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    const first = this.held.shift();
    if (first !== undefined) {
      this.compress = first.compress;
      this.ready();
      return Promise.resolve({ value: first.message, done: false });
    }
    if (this.isEnded) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve) => {
      this.reader = resolve;
      this.ready();
    });
  }

  return(): Promise<IteratorResult<unknown, undefined>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
