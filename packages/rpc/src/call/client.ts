import type { AnyMethodType, ServiceType } from "@tramline/protobuf";
import type { Codec } from "../codec/codec.ts";
import { chainInterceptors } from "../interceptor/chain.ts";
import type { Interceptor } from "../interceptor/interceptor.ts";
import type { CallOptions } from "../service/call-options.ts";
import { checkCallOptions } from "../service/check-call-options.ts";
import type { Client } from "../service/client.ts";
import type { StatusError } from "../status/status-error.ts";
import type { AttemptStarter } from "./attempt.ts";
import { carryContext } from "./context-carrier.ts";
import { interceptStreaming } from "./intercepted-streaming.ts";
import { callUnary, InterceptedUnary } from "./intercepted-unary.ts";
import { methodFunction, noOptions } from "./method-function.ts";
import { ObservedUnary, streamingCall } from "./observed-calls.ts";
import { StreamingCall } from "./streaming-call.ts";
import { UnaryCall } from "./unary-call.ts";

/** The part of a channel that a client needs, whatever carries its calls. */
export interface CallChannel {
  /** Interceptors of all calls on this channel; the first is the outermost. */
  readonly interceptors: readonly Interceptor[];
  /**
   * The channel bound to one method; called once per method of a client.
   *
   * @param codec how messages are encoded; undefined: the channel's default
   */
  bind(method: AnyMethodType, codec?: Codec): AttemptStarter<unknown, unknown>;
}

/** How the calls of one client are made, where that differs from the channel's options. */
export interface ClientOptions<N extends string = string> {
  /** The encoding of messages. Default: the channel's. */
  readonly codec?: Codec | undefined;
  /** Interceptors of its calls, outside of those of the channel; the first is the outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /** Interceptors of single methods, by their local names, inside of the client's. */
  readonly methods?:
    | {
        readonly [M in N]?:
          | { readonly interceptors?: readonly Interceptor[] | undefined }
          | undefined;
      }
    | undefined;
}

/** The client of a service over a channel: a function for each method. Cheap; make as many as you like. */
export function bindClient<S extends ServiceType>(
  service: S,
  channel: CallChannel,
  options: ClientOptions<keyof S["methods"] & string> = {},
): Client<S> {
  const { codec, interceptors = [], methods }: ClientOptions = options;
  const client: Record<string, unknown> = {};
  for (const [localName, method] of Object.entries(service.methods)) {
    client[localName] = clientMethod(method, channel.bind(method, codec), [
      ...interceptors,
      ...(methods?.[localName]?.interceptors ?? []),
      ...channel.interceptors,
    ]);
  }
  return client as Client<S>;
}

/** Returns the client's function for one method. */
export function clientMethod(
  method: AnyMethodType,
  starter: AttemptStarter<unknown, unknown>,
  interceptors: readonly Interceptor[],
): unknown {
  const way = chainInterceptors(interceptors, callUnary);
  const isIntercepted = interceptors.length > 0;
  const route = { method, starter };
  const { observer } = starter;
  const startUnary: UnaryStart =
    observer === undefined
      ? (request, options, resolve, reject) =>
          new UnaryCall(method, request, options, resolve, reject).start(starter)
      : (request, options, resolve, reject) =>
          new ObservedUnary(observer, method, request, options, { resolve, reject }).start(starter);
  const unaryCall = (request: unknown, given: CallOptions = noOptions): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (given !== noOptions) {
        const error = checkCallOptions(given);
        if (error !== undefined) throw error;
      }
      const options = carryContext(given);
      if (options.interceptors !== undefined) {
        const all = allOf(options.interceptors, interceptors);
        const ownWay = chainInterceptors(all, callUnary);
        new InterceptedUnary(route, options, resolve, reject).start(request, ownWay);
      } else if (isIntercepted) {
        new InterceptedUnary(route, options, resolve, reject).start(request, way);
      } else {
        startUnary(request, options, resolve, reject);
      }
    });
  const open = (given: CallOptions): StreamingCall<unknown, unknown> => {
    const error = given === noOptions ? undefined : checkCallOptions(given);
    if (error !== undefined) {
      const failed = new StreamingCall<unknown, unknown>(method, noOptions);
      failed.abort(error);
      return failed;
    }
    const options = carryContext(given);
    if (isIntercepted || options.interceptors !== undefined) {
      const all = allOf(options.interceptors ?? [], interceptors);
      return interceptStreaming({ method, starter, interceptors: all }, options);
    }
    const call = streamingCall(method, starter, options);
    call.start(starter);
    return call;
  };
  return methodFunction(method.kind, unaryCall, open);
}

/** Starts a unary call, observed or not: chosen once for each method of a client. */
type UnaryStart = (
  request: unknown,
  options: CallOptions,
  resolve: (response: unknown) => void,
  reject: (error: StatusError) => void,
) => void;

/** A call's own interceptors are outside of those of its client and channel. */
function allOf(
  own: readonly Interceptor[],
  channel: readonly Interceptor[],
): readonly Interceptor[] {
  return own.length === 0 ? channel : [...own, ...channel];
}
