import {
  chainInterceptors,
  type InterceptedCall,
  type InterceptedResult,
  type Interceptor,
  type Metadata,
  type ServerContext,
} from "@tramline/rpc";
import type { AnyHandler, ServedMethod } from "./method-table.ts";

/** Runs a handler within the server's interceptors. Yields what the outermost of them answers. */
export async function interceptCall(
  interceptors: readonly Interceptor[],
  served: ServedMethod,
  request: unknown,
  context: ServerContext,
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
  adopt(result.headers, context.responseHeaders);
  adopt(result.trailers, context.responseTrailers);
  return result.response;
}

/** An interceptor may answer with metadata of its own instead of the context's. */
function adopt(from: Metadata, into: Metadata): void {
  if (from !== into) into.merge(from);
}
