// Calls with streams that are made without interceptors and observers.

import type { AnyMethodType } from "@tramline/protobuf";
import type { CallOptions } from "../service/call-options.ts";
import type { AttemptStarter } from "./attempt.ts";
import { carryContext } from "./context-carrier.ts";
import { noOptions } from "./method-function.ts";
import { optionsProblem } from "./plain-methods.ts";
import type { ReceivingCall } from "./receiving-call.ts";

/** Makes a call of a class and starts it. Invalid options end it. */
export function openPlain<C extends ReceivingCall<unknown, unknown>>(
  Type: new (method: AnyMethodType, options: CallOptions) => C,
  method: AnyMethodType,
  starter: AttemptStarter<unknown, unknown>,
  given: CallOptions,
): C {
  const error = optionsProblem(given);
  const call = new Type(method, error === undefined ? carryContext(given) : noOptions);
  if (error === undefined) call.start(starter);
  else call.abort(error);
  return call;
}
