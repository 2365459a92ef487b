import type { AnyMethodType, ServiceType } from "@tramline/protobuf";
import type { Interceptor } from "../interceptor/interceptor.ts";
import type { CallOptions } from "../service/call-options.ts";
import { checkCallOptions } from "../service/check-call-options.ts";
import type { Client } from "../service/client.ts";
import { StatusError } from "../status/status-error.ts";
import type { AttemptStarter } from "./attempt.ts";
import type { CallChannel, ClientOptions } from "./client.ts";
import { carryContext } from "./context-carrier.ts";
import { methodFunction, noOptions } from "./method-function.ts";
import { StreamingCall } from "./streaming-call.ts";
import { UnaryCall } from "./unary-call.ts";

/** Interceptors with the code that calls them: a value, so that bundles without it do not have that code. */
export interface Interception {
  /** The first is the outermost. */
  readonly interceptors: readonly Interceptor[];
  /** Returns the function for a method whose calls go through interceptors. */
  clientMethod(
    method: AnyMethodType,
    starter: AttemptStarter<unknown, unknown>,
    interceptors: readonly Interceptor[],
  ): unknown;
}

/** A channel whose calls go through interceptors only where it brings the code for them. */
export interface PlainChannel extends CallChannel {
  /** Undefined: neither the channel, its clients, nor their calls have interceptors. */
  readonly interception: Interception | undefined;
}

/**
 * Returns the client of a service over a channel that brings its code for interceptors itself. Calls have no
 * observers.
 *
 * @throws StatusError INTERNAL for interceptors on a channel without the code for them
 */
export function bindPlainClient<S extends ServiceType>(
  service: S,
  channel: PlainChannel,
  options: ClientOptions<keyof S["methods"] & string> = {},
): Client<S> {
  const { codec, interceptors = [], methods }: ClientOptions = options;
  const { interception } = channel;
  const client: Record<string, unknown> = {};
  for (const [localName, method] of Object.entries(service.methods)) {
    const all = [...interceptors, ...(methods?.[localName]?.interceptors ?? [])];
    const starter = channel.bind(method, codec);
    if (interception !== undefined) {
      all.push(...interception.interceptors);
      client[localName] = interception.clientMethod(method, starter, all);
    } else if (all.length > 0) {
      throw noInterception("of the client");
    } else {
      client[localName] = plainMethod(method, starter);
    }
  }
  return client as Client<S>;
}

function plainMethod(method: AnyMethodType, starter: AttemptStarter<unknown, unknown>): unknown {
  const unaryCall = (request: unknown, given: CallOptions = noOptions): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const error = problemOf(given);
      if (error !== undefined) throw error;
      new UnaryCall(method, request, carryContext(given), resolve, reject).start(starter);
    });
  const open = (given: CallOptions): StreamingCall<unknown, unknown> => {
    const error = problemOf(given);
    const options = error === undefined ? carryContext(given) : noOptions;
    const call = new StreamingCall<unknown, unknown>(method, options);
    if (error === undefined) call.start(starter);
    else call.abort(error);
    return call;
  };
  return methodFunction(method.kind, unaryCall, open);
}

function problemOf(options: CallOptions): StatusError | undefined {
  const error = checkCallOptions(options);
  if (error !== undefined) return error;
  return options.interceptors === undefined ? undefined : noInterception("of the call");
}

function noInterception(what: string): StatusError {
  const text = `invalid option interceptors ${what}: the channel has none; create it with interceptors: intercept()`;
  return new StatusError("INTERNAL", text);
}
