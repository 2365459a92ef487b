import type { AnyMethodType, ServiceType } from "@tramline/protobuf";
import type { CallOptions } from "../service/call-options.ts";
import type { Client } from "../service/client.ts";
import type { AttemptStarter } from "./attempt.ts";
import type { ClientOptions } from "./client.ts";
import { carryContext } from "./context-carrier.ts";
import { methodFunction, noOptions } from "./method-function.ts";
import { bindMethods, optionsProblem, type PlainChannel, plainUnary } from "./plain-methods.ts";
import { StreamingCall } from "./streaming-call.ts";

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
  return bindMethods(service, channel, options, plainMethod) as Client<S>;
}

function plainMethod(method: AnyMethodType, starter: AttemptStarter<unknown, unknown>): unknown {
  const open = (given: CallOptions): StreamingCall<unknown, unknown> => {
    const error = optionsProblem(given);
    const options = error === undefined ? carryContext(given) : noOptions;
    const call = new StreamingCall<unknown, unknown>(method, options);
    if (error === undefined) call.start(starter);
    else call.abort(error);
    return call;
  };
  return methodFunction(method.kind, plainUnary(method, starter), open);
}
