import type { AnyMethodType } from "@tramline/protobuf";
import { deadlineAtMs } from "../deadline/call-deadline.ts";
import { monotonicNowMs, wallClockFromMonotonic } from "../deadline/clock.ts";
import { DeadlineEntry } from "../deadline/deadline-entry.ts";
import { chainInterceptors } from "../interceptor/chain.ts";
import type { InterceptedCall, Interceptor, InterceptorNext } from "../interceptor/interceptor.ts";
import { Metadata } from "../metadata/metadata.ts";
import type { CallOptions } from "../service/call-options.ts";
import { StatusError } from "../status/status-error.ts";
import type { AttemptStarter } from "./attempt.ts";
import { cancellation, NO_RESPONSE } from "./call.ts";
import { deadlines } from "./deadlines.ts";
import { MessagePipe } from "./message-pipe.ts";
import { StreamingCall, sendAll } from "./streaming-call.ts";
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
    this.controller.abort(new StatusError("DEADLINE_EXCEEDED", NO_RESPONSE));
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
  const pipe = new MessagePipe(outer, () => signal.controller.abort(cancellation(undefined)));
  /** The calls that the chain has made on the channel. */
  const inner: StreamingCall<unknown, unknown>[] = [];

  const callChannel: InterceptorNext = async (call) => {
    const trailers = new Metadata();
    const own = new StreamingCall<unknown, unknown>(method, {
      ...signal.optionsFor(call, options),
      onHeaders: undefined,
      onTrailers: (received) => {
        trailers.merge(received);
      },
    });
    inner.push(own);
    pipe.carrier = own;
    own.start(starter);
    if (call.kind === "serverStreaming" || call.kind === "unary") own.sendOnly(call.request);
    else void sendAll(own, call.request, pipe.sendOptions);
    const response = method.kind === "clientStreaming" ? await own.response : own;
    return { headers: await own.headers, trailers, response: response as object };
  };

  const run = async (): Promise<void> => {
    try {
      const { kind } = method;
      const { requests } = pipe;
      const call = {
        ...facts(method, options, signal),
        kind,
        request: kind === "serverStreaming" ? (await requests.next()).value : requests,
      } as InterceptedCall;
      const result = await chainInterceptors(allOf(interceptors, options), callChannel)(call);
      outer.onHeaders(fieldsOf(result.headers));
      if (kind === "clientStreaming") outer.onMessage(result.response);
      else await pipe.passAll(result.response as AsyncIterable<object>);
      outer.onSuccess(fieldsOf(result.trailers));
    } catch (error) {
      outer.onFailure(StatusError.from(error));
    } finally {
      signal.release();
      void pipe.requests.return();
      // What an interceptor has begun and not read to its end.
      for (const call of inner) call.cancel();
    }
  };

  outer.start({
    timeoutMs: undefined,
    start() {
      outer.attempt = pipe;
      // On the next turn of the microtasks: by then a server-streaming caller has given its request.
      queueMicrotask(() => {
        if (pipe.isCancelled) {
          signal.release();
          return;
        }
        outer.onOpen();
        void run();
      });
    },
  });
  // Aborted before it began: nobody else will let go of the signal.
  if (outer.isOver) signal.release();
  return outer;
}

function fieldsOf(metadata: Metadata): string[] {
  const fields: string[] = [];
  metadata.writeTo({ field: (name, value) => fields.push(name, value) });
  return fields;
}
