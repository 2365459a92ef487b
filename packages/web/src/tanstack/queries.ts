/** Options for TanStack Query, of every framework: plain objects, made of a client's methods. */
import type { AnyMethodType, MessageInit, MethodType, ServiceType } from "@tramline/protobuf";
import {
  type CallOptions,
  type Client,
  encodeBase64,
  type ServerStreamingClientMethod,
  type UnaryClientMethod,
} from "@tramline/rpc";
import { type StreamContext, type StreamedQueryLimits, streamedFunction } from "./streamed.ts";

export type { StreamContext, StreamedQueryLimits } from "./streamed.ts";

/**
 * The key of a query: the service, the method's local name, the kind of options, and the request in base64. The
 * beginning of a key matches the queries of a method, or of a service, as in
 * `invalidateQueries({ queryKey: [OrderService.typeName, "getOrder"] })`.
 */
export type QueryKey<N extends string = string> = readonly [
  service: string,
  method: N,
  kind: "query" | "infinite" | "stream",
  request: string,
];

/** The options of the calls that queries make. The signal is TanStack Query's. */
export type QueryCallOptions = Omit<CallOptions, "signal">;

/** The part of TanStack Query's context that calls need. */
export interface QueryContext {
  /** Aborted when the query is cancelled, or nobody observes it. */
  readonly signal: AbortSignal;
}

/** Options of a query. */
export interface QueryOptions<N extends string, O> {
  /** Equal for equal requests, whether or not they write out fields that have their defaults. */
  readonly queryKey: QueryKey<N>;
  /** Makes the call; rejects with its StatusError. */
  readonly queryFn: (context: QueryContext) => Promise<O>;
}

/** Options of a query of pages. */
export interface InfiniteQueryOptions<N extends string, I, O> {
  /** The key of the first page's request. */
  readonly queryKey: QueryKey<N>;
  /** Makes the call for one page; rejects with its StatusError. */
  readonly queryFn: (context: QueryContext & { readonly pageParam: MessageInit<I> }) => Promise<O>;
  /** Adds nothing to the request of the first page. */
  readonly initialPageParam: MessageInit<I>;
  /** Returns the fields that the request for the next page differs in; undefined behind the last page. */
  readonly getNextPageParam: (lastPage: O) => MessageInit<I> | undefined;
}

/** Options of a mutation. */
export interface MutationOptions<N extends string, I, O> {
  /** The service and the method's local name. */
  readonly mutationKey: readonly [service: string, method: N];
  /** Makes the call; rejects with its StatusError. */
  readonly mutationFn: (request: MessageInit<I>) => Promise<O>;
}

/** Makes options of a unary method. */
export interface UnaryQueries<N extends string, I, O> {
  /** Returns the options of a query, for `useQuery`, `fetchQuery`, and others. */
  queryOptions(request: MessageInit<I>, options?: QueryCallOptions): QueryOptions<N, O>;
  /**
   * Returns the options of a query of pages, for `useInfiniteQuery` and others.
   *
   * @param next returns the fields that the request for the page after a response differs in; undefined if that was
   * the last page
   */
  infiniteQueryOptions(
    request: MessageInit<I>,
    next: (lastPage: O) => MessageInit<I> | undefined,
    options?: QueryCallOptions,
  ): InfiniteQueryOptions<N, I, O>;
  /** Returns the options of a mutation, whose variables are the request. */
  mutationOptions(options?: QueryCallOptions): MutationOptions<N, I, O>;
}

/** Makes options of a method that streams responses. */
export interface ServerStreamQueries<N extends string, I, O> {
  /**
   * Returns the options of a query whose data is the list of messages, which grows as they arrive. The query is being
   * fetched until the stream ends. A refetch begins a new list with its first message.
   */
  streamedQueryOptions(
    request: MessageInit<I>,
    options?: QueryCallOptions & StreamedQueryLimits,
  ): {
    readonly queryKey: QueryKey<N>;
    /** Reads the stream; rejects with the call's StatusError. */
    readonly queryFn: (context: StreamContext) => Promise<O[]>;
  };
}

/** Makes options of a method, by its kind. */
export type MethodQueries<N extends string, M> =
  M extends MethodType<infer K, infer I, infer O>
    ? K extends "unary"
      ? UnaryQueries<N, I, O>
      : K extends "serverStreaming"
        ? ServerStreamQueries<N, I, O>
        : never
    : never;

/** Makes options, by the local names of methods. Methods with a stream of requests have none. */
export type Queries<S extends ServiceType> = {
  readonly [N in keyof S["methods"] & string as MethodQueries<N, S["methods"][N]> extends never
    ? never
    : N]: MethodQueries<N, S["methods"][N]>;
};

/**
 * Returns makers of options for TanStack Query, one for each method of a service. The options work with the query core and every
 * framework's hooks, version 5.
 *
 * ```ts
 * const queries = createQueries(OrderService, orders);
 * const { data } = useQuery(queries.getOrder.queryOptions({ id }));
 * ```
 *
 * @param client a client of the service, over any channel
 */
export function createQueries<S extends ServiceType>(service: S, client: Client<S>): Queries<S> {
  const queries: Record<string, unknown> = {};
  const functions = client as Readonly<Record<string, unknown>>;
  for (const [name, method] of Object.entries<AnyMethodType>(service.methods)) {
    const place: Place = { service: service.typeName, name, method };
    if (method.kind === "unary") {
      queries[name] = unaryQueries(place, functions[name] as UnaryCall);
    } else if (method.kind === "serverStreaming") {
      queries[name] = streamQueries(place, functions[name] as StreamCall);
    }
  }
  return queries as Queries<S>;
}

type UnaryCall = UnaryClientMethod<object, unknown>;
type StreamCall = ServerStreamingClientMethod<object, unknown>;

interface Place {
  readonly service: string;
  readonly name: string;
  readonly method: AnyMethodType;
}

/**
 * The request is in the key as bytes: JSON, by which TanStack Query compares keys, has neither 64-bit integers nor
 * maps, and equal requests may differ in the fields that they write out.
 */
function keyOf({ service, name, method }: Place, kind: QueryKey[2], request: object): QueryKey {
  return [service, name, kind, encodeBase64(method.input.encode(request))];
}

function unaryQueries(place: Place, call: UnaryCall): UnaryQueries<string, object, unknown> {
  return {
    queryOptions: (request, options) => ({
      queryKey: keyOf(place, "query", request),
      queryFn: ({ signal }) => call(request, { ...options, signal }),
    }),
    infiniteQueryOptions: (request, next, options) => ({
      queryKey: keyOf(place, "infinite", request),
      queryFn: ({ signal, pageParam }) =>
        call({ ...request, ...pageParam }, { ...options, signal }),
      initialPageParam: {},
      getNextPageParam: next,
    }),
    mutationOptions: (options) => ({
      mutationKey: [place.service, place.name],
      mutationFn: (request) => call(request, options),
    }),
  };
}

function streamQueries(
  place: Place,
  call: StreamCall,
): ServerStreamQueries<string, object, unknown> {
  return {
    streamedQueryOptions: (request, { maxMessages, ...options } = {}) => ({
      queryKey: keyOf(place, "stream", request),
      queryFn: streamedFunction((signal) => call(request, { ...options, signal }), { maxMessages }),
    }),
  };
}
