import type { AnyMethodType } from "@tramline/protobuf";
import type { EndListener } from "../interceptor/call-end.ts";
import { factsOf, type ViewFacts, viewOf } from "../interceptor/call-view.ts";
import { chainInterceptors } from "../interceptor/chain.ts";
import type { ContextKey } from "../interceptor/context-values.ts";
import type {
  InterceptedCall,
  InterceptedResult,
  Interceptor,
  InterceptorNext,
} from "../interceptor/interceptor.ts";
import { checkResult } from "../interceptor/interceptor-result.ts";
import type { Metadata } from "../metadata/metadata.ts";
import { asRequestStream } from "../service/request-stream.ts";
import type { ServerContext } from "../service/server-context.ts";
import { isThenable } from "./response-pump.ts";
import type { AnyHandler, ServedMethod } from "./served-method.ts";
import { SingleResponses } from "./single-responses.ts";

const REQUESTS_TAKEN =
  "an interceptor called next again with the same stream of requests, which can be read only once; pass a request of its own to each";

/** The context of a call that goes through interceptors. */
export interface InterceptedContext extends ServerContext {
  /** Trailers to send with the status, beside those of the context. */
  setLateTrailers(trailers: Metadata): void;
  addEndListener(listener: EndListener): void;
}

/** The facts behind the views of a server's interceptors. */
class ServerFacts implements ViewFacts {
  readonly side: "server";
  readonly served: ServedMethod;
  readonly context: InterceptedContext;
  /** The stream of requests that the handler has received. */
  takenRequests: unknown;

  constructor(served: ServedMethod, context: InterceptedContext) {
    this.takenRequests = undefined;
    this.side = "server";
    this.served = served;
    this.context = context;
  }

  get method(): AnyMethodType {
    return this.served.method;
  }

  get timeoutMs(): number | undefined {
    const { context } = this;
    return context.deadlineMs === Infinity ? undefined : context.timeRemainingMs;
  }

  get deadline(): Date | undefined {
    return this.context.deadline;
  }

  get signal(): AbortSignal {
    return this.context.signal;
  }

  get<T>(key: ContextKey<T>): T | undefined {
    return this.context.get(key);
  }

  set<T>(key: ContextKey<T>, value: T): void {
    this.context.set(key, value);
  }

  onEnd(listener: EndListener): void {
    this.context.addEndListener(listener);
  }
}

/** Returns the way through a server's interceptors to its handlers; undefined without interceptors. */
export function interceptorWay(interceptors: readonly Interceptor[]): InterceptorNext | undefined {
  return interceptors.length === 0 ? undefined : chainInterceptors(interceptors, callHandler);
}

/** Sends a call on the way through the interceptors. */
export function interceptCall(
  way: InterceptorNext,
  served: ServedMethod,
  request: unknown,
  context: InterceptedContext,
): Promise<InterceptedResult> {
  const facts = new ServerFacts(served, context);
  // JavaScript's interceptors may return a result that is not a promise.
  return Promise.resolve(way(viewOf(facts, context.metadata, request)));
}

/**
 * Takes over headers and trailers, where an interceptor has returned metadata of its own.
 *
 * @returns the response of the outermost interceptor
 */
export function adoptResult(context: InterceptedContext, result: InterceptedResult): unknown {
  checkResult(result);
  const { responseHeaders } = context;
  if (result.headers !== responseHeaders && result.headers.size > 0) {
    responseHeaders.merge(result.headers);
  }
  context.setLateTrailers(result.trailers);
  return result.response;
}

/** The end of the way: runs the handler. */
function callHandler(call: InterceptedCall): Promise<InterceptedResult> {
  const facts = factsOf(call) as ServerFacts;
  const { context, served } = facts;
  if (served.streamsRequests) {
    if (facts.takenRequests === call.request) return Promise.reject(new Error(REQUESTS_TAKEN));
    facts.takenRequests = call.request;
  }
  const respond = (response: unknown): InterceptedResult => ({
    headers: context.responseHeaders,
    trailers: context.responseTrailers,
    response: served.streamsResponses ? new SingleResponses(response) : (response as object),
  });
  const request = served.streamsRequests ? asRequestStream(call.request) : call.request;
  const response = (served.handler as AnyHandler)(request, context);
  if (!isThenable(response)) return Promise.resolve(respond(response));
  return Promise.resolve(response).then(respond);
}
