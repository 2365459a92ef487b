import type { MessageInit, MethodKind, MethodType, ServiceType } from "@tramline/protobuf";
import type { Metadata } from "../metadata/metadata.ts";
import type { InterceptedCallFacts, Interceptor } from "./interceptor.ts";

/** A call of one method, with its request as the contract types it. */
export interface ServiceCall<K extends MethodKind, I> extends InterceptedCallFacts {
  /** Which sides send a stream of messages. */
  readonly kind: K;
  /** The request, or the requests: inits on a client, decoded on a server. May be replaced. */
  readonly request: K extends "clientStreaming" | "bidiStreaming"
    ? AsyncIterable<MessageInit<I>>
    : MessageInit<I>;
}

/** How a call of one method went, with its response as the contract types it. */
export interface ServiceResult<K extends MethodKind, O> {
  /** Response headers. */
  readonly headers: Metadata;
  /** Trailers; of a stream, there when it has ended. */
  readonly trailers: Metadata;
  /** The response, or the responses: decoded on a client, inits on a server. May be replaced. */
  readonly response: K extends "serverStreaming" | "bidiStreaming"
    ? AsyncIterable<MessageInit<O>>
    : MessageInit<O>;
}

/** The interceptor of a method, with typed request and response. */
export type MethodInterceptor<M> =
  M extends MethodType<infer K, infer I, infer O>
    ? (
        call: ServiceCall<K, I>,
        next: (call: ServiceCall<K, I>) => Promise<ServiceResult<K, O>>,
      ) => Promise<ServiceResult<K, O>>
    : never;

/** Interceptors of methods, by their local names. */
export type ServiceInterceptors<S extends ServiceType> = {
  readonly [N in keyof S["methods"]]?: MethodInterceptor<S["methods"][N]>;
};

/**
 * Makes an interceptor of the methods of a service, with typed requests and responses. Calls of other
 * methods pass through it.
 *
 * ```ts
 * const checkIds = interceptService(OrderService, {
 *   getOrder(call, next) {
 *     if (call.request.id === "") throw new StatusError("INVALID_ARGUMENT", "id is empty");
 *     return next(call);
 *   },
 * });
 * ```
 *
 * @throws TypeError for a name that is not a method of the service
 */
export function interceptService<S extends ServiceType>(
  service: S,
  interceptors: ServiceInterceptors<S>,
): Interceptor {
  const byPath = new Map<string, Interceptor>();
  for (const [name, interceptor] of Object.entries(interceptors)) {
    const method = Object.hasOwn(service.methods, name) ? service.methods[name] : undefined;
    if (method === undefined || typeof interceptor !== "function") {
      throw new TypeError(
        `invalid interceptor ${name} of ${service.typeName}: expected a function under the name of a method, one of ${Object.keys(service.methods).join(", ")}`,
      );
    }
    // Of the method of this path, whose call it is.
    byPath.set(method.path, interceptor as unknown as Interceptor);
  }
  return (call, next) => {
    const own = byPath.get(call.method.path);
    return own === undefined ? next(call) : own(call, next);
  };
}
