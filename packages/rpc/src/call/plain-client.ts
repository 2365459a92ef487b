import type { AnyMethodType, ServiceType } from "@tramline/protobuf";
import { type Client, isMessageSource } from "../service/client.ts";
import type { AttemptStarter } from "./attempt.ts";
import type { ClientOptions } from "./client.ts";
import { noOptions, receivingFunction } from "./method-function.ts";
import { bindMethods, type PlainChannel, plainUnary } from "./plain-methods.ts";
import { openPlain } from "./plain-streaming.ts";
import { ReceivingCall } from "./receiving-call.ts";

/**
 * Returns the client of a service over a channel that brings its code for interceptors and for streams of requests
 * itself. Calls have no observers.
 *
 * @throws StatusError INTERNAL for interceptors on a channel without the code for them
 */
export function bindPlainClient<S extends ServiceType>(
  service: S,
  channel: PlainChannel,
  options: ClientOptions<keyof S["methods"] & string> = {},
): Client<S> {
  const { requestSending } = channel;
  return bindMethods(service, channel, options, (method, starter) => {
    switch (method.kind) {
      case "unary":
        return plainUnary(method, starter);
      case "serverStreaming":
        return receivingFunction((given) => openPlain(ReceivingCall, method, starter, given));
      default:
        return requestSending?.clientMethod(method, starter) ?? unsentFunction(method, starter);
    }
  }) as Client<S>;
}

/** A call whose requests the channel cannot send: its starter ends it. */
class UnsentCall extends ReceivingCall<unknown, unknown> {
  /** Rejects with the error of the call. */
  send(): Promise<unknown> {
    const { headers } = this;
    headers.catch(() => {});
    return headers;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Rejects with the error of the call. */
  get response(): Promise<unknown> {
    return this.headers;
  }
}

/** Returns the function for a method with a stream of requests on a channel without the code for them. */
function unsentFunction(method: AnyMethodType, starter: AttemptStarter<unknown, unknown>): unknown {
  return (first?: unknown) => {
    const call = openPlain(UnsentCall, method, starter, noOptions);
    const isSource = isMessageSource(first) || first instanceof Promise;
    return method.kind === "clientStreaming" && isSource ? call.response : call;
  };
}
