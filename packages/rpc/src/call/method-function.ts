import type { MethodKind } from "@tramline/protobuf";
import type { CallOptions } from "../service/call-options.ts";
import { promisedRequests } from "../service/check-call-options.ts";
import { isMessageSource } from "../service/client.ts";
import type { ReceivingCall } from "./receiving-call.ts";
import { type StreamingCall, sendAll } from "./streaming-call.ts";

/** The options of a call that is made without any. */
export const noOptions: CallOptions = Object.freeze({});

/**
 * Returns the client's function for a method of this kind.
 *
 * @param unaryCall makes a unary call: the function itself, for such methods
 * @param open makes and starts any other call
 */
export function methodFunction(
  kind: MethodKind,
  unaryCall: (request: unknown, options?: CallOptions) => Promise<unknown>,
  open: (options: CallOptions) => StreamingCall<unknown, unknown>,
): unknown {
  switch (kind) {
    case "unary":
      return unaryCall;
    case "serverStreaming":
      return receivingFunction(open);
    default:
      return sendingFunction(kind, open);
  }
}

/** Returns the client's function for a server-streaming method. */
export function receivingFunction(
  open: (options: CallOptions) => ReceivingCall<unknown, unknown>,
): unknown {
  return (request: unknown, options: CallOptions = noOptions) => {
    const call = open(options);
    call.sendOnly(request);
    return call;
  };
}

/** Returns the client's function for a method with a stream of requests. */
export function sendingFunction(
  kind: MethodKind,
  open: (options: CallOptions) => StreamingCall<unknown, unknown>,
): unknown {
  return (first: unknown = noOptions, second: CallOptions = noOptions) => {
    const isPromise = first instanceof Promise;
    if (!isMessageSource(first) && !isPromise) return open(first as CallOptions);
    const call = open(second);
    if (isPromise) call.abort(promisedRequests(first));
    else void sendAll(call, first);
    return kind === "clientStreaming" ? call.response : call;
  };
}
