// The code of calls with a stream of requests, as a value that a channel brings.

import { sendingFunction } from "./method-function.ts";
import type { RequestSending } from "./plain-methods.ts";
import { openPlain } from "./plain-streaming.ts";
import { StreamingCall } from "./streaming-call.ts";

/** Makes calls with a stream of requests, on channels that carry them. */
export const requestSending: RequestSending = {
  clientMethod: (method, starter) =>
    sendingFunction(method.kind, (given) =>
      openPlain(StreamingCall<unknown, unknown>, method, starter, given),
    ),
};
