import type { MethodKind } from "@tramline/protobuf";
import { wholeView } from "./call-view.ts";
import type { Interceptor, InterceptorNext } from "./interceptor.ts";

/**
 * Interceptors before the end of the way, as one function: the first of the list is the outermost.
 * To be made once for a channel or server; a call through it costs what the interceptors cost.
 * Without interceptors it is `end` itself.
 *
 * An interceptor that throws instead of rejecting counts as rejecting.
 */
export function chainInterceptors(
  interceptors: readonly Interceptor[],
  end: InterceptorNext,
): InterceptorNext {
  let next = end;
  for (let i = interceptors.length - 1; i >= 0; i--) next = before(interceptors[i]!, next);
  return next;
}

function before(interceptor: Interceptor, next: InterceptorNext): InterceptorNext {
  return (call) => {
    try {
      return interceptor(wholeView(call), next);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

/** Whether the response of an intercepted call is a stream of messages. */
export function isMessageStream(
  kind: MethodKind,
  response: object | AsyncIterable<object>,
): response is AsyncIterable<object> {
  return (
    (kind === "serverStreaming" || kind === "bidiStreaming") && Symbol.asyncIterator in response
  );
}

/**
 * The messages of an iterable, each passed through a function. Leaving the result leaves the source;
 * a change that throws does so too.
 */
export function mapMessages<A, B>(
  messages: AsyncIterable<A>,
  change: (message: A) => B | Promise<B>,
): AsyncIterable<B> {
  return {
    [Symbol.asyncIterator](): AsyncIterator<B, undefined, undefined> {
      const source = messages[Symbol.asyncIterator]();
      const leave = async (): Promise<void> => {
        await source.return?.();
      };
      return {
        async next() {
          const taken = await source.next();
          if (taken.done === true) return { done: true, value: undefined };
          try {
            return { done: false, value: await change(taken.value) };
          } catch (error) {
            // The cause of leaving counts, whatever the source says to it.
            await leave().catch(() => undefined);
            throw error;
          }
        },
        async return() {
          await leave();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
