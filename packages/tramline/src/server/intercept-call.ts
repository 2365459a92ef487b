import {
  chainInterceptors,
  type InterceptedCall,
  type InterceptedResult,
  type Interceptor,
  type Metadata,
  type ServerContext,
} from "@tramline/rpc";
import type { AnyHandler, ServedMethod } from "./method-table.ts";

/** The context of a call that goes through interceptors. */
interface InterceptedContext extends ServerContext {
  /** Trailers to send with the status, beside those of the context. */
  setLateTrailers(trailers: Metadata): void;
}

/** Runs a handler within the server's interceptors. Yields the response of the outermost of them. */
export async function interceptCall(
  interceptors: readonly Interceptor[],
  served: ServedMethod,
  request: unknown,
  context: InterceptedContext,
): Promise<unknown> {
  const call = {
    side: "server",
    method: served.method,
    kind: served.method.kind,
    metadata: context.metadata,
    timeoutMs: context.deadlineMs === Infinity ? undefined : context.timeRemainingMs,
    deadline: context.deadline,
    signal: context.signal,
    context,
    request: request as object,
  } as InterceptedCall;
  const handler = served.handler as AnyHandler;
  const end = async (inner: InterceptedCall): Promise<InterceptedResult> => ({
    headers: context.responseHeaders,
    trailers: context.responseTrailers,
    response: (await handler(inner.request, context)) as object,
  });
  const result = await chainInterceptors(interceptors, end)(call);
  // An interceptor may return metadata of its own instead of the context's.
  const { responseHeaders } = context;
  if (result.headers !== responseHeaders) responseHeaders.merge(result.headers);
  context.setLateTrailers(result.trailers);
  return result.response;
}
