import type { AnyMethodType, ServiceType } from "@tramline/protobuf";
import type { Interceptor } from "../interceptor/interceptor.ts";
import type { CallOptions } from "../service/call-options.ts";
import { checkCallOptions } from "../service/check-call-options.ts";
import { StatusError } from "../status/status-error.ts";
import type { AttemptStarter } from "./attempt.ts";
import type { CallChannel, ClientOptions } from "./client.ts";
import { carryContext } from "./context-carrier.ts";
import { noOptions } from "./method-function.ts";
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

/** The code of calls with a stream of requests: a value, so that bundles without it do not have that code. */
export interface RequestSending {
  /** Returns the function for a client-streaming or bidirectional method without interceptors. */
  clientMethod(method: AnyMethodType, starter: AttemptStarter<unknown, unknown>): unknown;
}

/** A channel whose calls go through interceptors only where it brings the code for them. */
export interface PlainChannel extends CallChannel {
  /** Undefined: neither the channel, its clients, nor their calls have interceptors. */
  readonly interception: Interception | undefined;
  /** Makes calls with a stream of requests; undefined: the starter ends them without sending. */
  readonly requestSending?: RequestSending | undefined;
}

/**
 * Returns the functions of a client.
 *
 * @param plainMethod makes the function for a method without interceptors
 * @throws StatusError INTERNAL for interceptors on a channel without the code for them
 */
export function bindMethods(
  service: ServiceType,
  channel: PlainChannel,
  { codec, interceptors = [], methods }: ClientOptions,
  plainMethod: (method: AnyMethodType, starter: AttemptStarter<unknown, unknown>) => unknown,
): Record<string, unknown> {
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
  return client;
}

/** Returns the function for a unary method without interceptors. */
export function plainUnary(method: AnyMethodType, starter: AttemptStarter<unknown, unknown>) {
  return (request: unknown, given: CallOptions = noOptions): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const error = optionsProblem(given);
      if (error !== undefined) throw error;
      new UnaryCall(method, request, carryContext(given), resolve, reject).start(starter);
    });
}

/** The error of options that a call without interceptors cannot have. */
export function optionsProblem(options: CallOptions): StatusError | undefined {
  const error = checkCallOptions(options);
  if (error !== undefined) return error;
  return options.interceptors === undefined ? undefined : noInterception("of the call");
}

function noInterception(what: string): StatusError {
  const text = `invalid option interceptors ${what}: the channel has none; create it with interceptors: intercept()`;
  return new StatusError("INTERNAL", text);
}
