import type { AnyMethodType } from "@tramline/protobuf";
import { ownSignalOf, viewOf } from "../interceptor/call-view.ts";
import { chainInterceptors } from "../interceptor/chain.ts";
import type { InterceptedCall, Interceptor, InterceptorNext } from "../interceptor/interceptor.ts";
import { checkResult } from "../interceptor/interceptor-result.ts";
import { Metadata } from "../metadata/metadata.ts";
import type { CallOptions } from "../service/call-options.ts";
import { StatusError } from "../status/status-error.ts";
import { type AbortSource, createAbortSource } from "./abort-source.ts";
import type { AttemptStarter } from "./attempt.ts";
import { cancellation, NO_RESPONSE } from "./call.ts";
import { ClientCallFacts } from "./client-call-facts.ts";
import { MessagePipe } from "./message-pipe.ts";
import { streamingCall } from "./observed-calls.ts";
import { StreamingCall, sendAll } from "./streaming-call.ts";

const REQUESTS_TAKEN =
  "an interceptor called next again with the same stream of requests, which can be read only once; pass a request of its own to each";

/** The signal of an intercepted call: the caller's, the parent's and the deadline in one. */
class CallSignal extends ClientCallFacts {
  readonly controller: AbortSource;

  constructor(method: AnyMethodType, options: CallOptions) {
    super(method, options.context);
    this.controller = createAbortSource();
    const error = this.setDeadline(options, undefined);
    if (error !== undefined) {
      this.controller.abort(error);
      return;
    }
    const aborted = this.watchSignals(options);
    if (aborted !== undefined) this.onAbort(aborted.reason);
  }

  override onAbort(reason: unknown): void {
    const isStatus = reason instanceof StatusError;
    this.controller.abort(isStatus ? cancellation(reason, this.context) : reason);
  }

  override get signal(): AbortSignal {
    return this.controller.signal;
  }

  override expire(): void {
    this.controller.abort(new StatusError("DEADLINE_EXCEEDED", NO_RESPONSE));
  }

  /** The options for what the interceptors pass on: their metadata, the one signal, the deadline. */
  optionsFor(call: InterceptedCall, options: CallOptions): CallOptions {
    return {
      ...options,
      interceptors: undefined,
      context: undefined,
      deadline: undefined,
      metadata: call.metadata,
      signal: ownSignalOf(call) ?? this.controller.signal,
      timeoutMs: this.timeoutMs,
    };
  }
}

/** The user's end of a call: the interceptors hear how it ended. */
class OuterCall extends StreamingCall<unknown, unknown> {
  private readonly facts: CallSignal;

  constructor(facts: CallSignal, options: CallOptions) {
    super(facts.method, options);
    this.facts = facts;
  }

  protected override settle(error: StatusError | undefined): void {
    super.settle(error);
    this.facts.tellEnd(error);
  }
}

/** The way of a method's streaming calls: through interceptors to the channel. */
export interface InterceptedStreamRoute {
  readonly method: AnyMethodType;
  readonly starter: AttemptStarter<unknown, unknown>;
  readonly interceptors: readonly Interceptor[];
}

/** A streaming call through interceptors: the user's end of it. */
export function interceptStreaming(
  { method, starter, interceptors }: InterceptedStreamRoute,
  options: CallOptions,
): StreamingCall<unknown, unknown> {
  const signal = new CallSignal(method, options);
  const outer = new OuterCall(signal, {
    onHeaders: options.onHeaders,
    onTrailers: options.onTrailers,
    signal: signal.controller.signal,
  });
  const pipe = new MessagePipe(outer, () => signal.controller.abort(cancellation(undefined)));
  /** The calls that the chain has made on the channel. */
  const inner: StreamingCall<unknown, unknown>[] = [];

  const callChannel: InterceptorNext = async (call) => {
    if (inner.length > 0 && call.request === pipe.requests) {
      throw new StatusError("INTERNAL", REQUESTS_TAKEN);
    }
    const trailers = new Metadata();
    const passed: CallOptions = {
      ...signal.optionsFor(call, options),
      onHeaders: undefined,
      onTrailers: (received) => {
        trailers.merge(received);
      },
    };
    const own = streamingCall(method, starter, passed, options);
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
      const request = kind === "serverStreaming" ? (await requests.next()).value : requests;
      const call = viewOf(signal, Metadata.deferred(options.metadata), request);
      const result = await chainInterceptors(interceptors, callChannel)(call);
      checkResult(result);
      outer.onHeaders(fieldsOf(result.headers));
      if (kind === "clientStreaming") outer.onMessage(result.response);
      else await pipe.passAll(result.response as AsyncIterable<object>);
      outer.onSuccess(fieldsOf(result.trailers));
    } catch (error) {
      outer.onFailure(StatusError.from(error));
    } finally {
      signal.stopWaiting();
      void pipe.requests.return();
      // What an interceptor has begun and not read to its end.
      for (const call of inner) call.cancel();
    }
  };

  outer.start({
    timeoutMs: undefined,
    retryPlan: undefined,
    start() {
      outer.attempt = pipe;
      // On the next turn of the microtasks: by then a server-streaming caller has given its request.
      queueMicrotask(() => {
        if (pipe.isCancelled) {
          signal.stopWaiting();
          return;
        }
        outer.onOpen();
        void run();
      });
    },
  });
  // Aborted before it began: nobody else will let go of the signal.
  if (outer.isOver) signal.stopWaiting();
  return outer;
}

function fieldsOf(metadata: Metadata): string[] {
  const fields: string[] = [];
  metadata.writeTo({ field: (name, value) => fields.push(name, value) });
  return fields;
}
