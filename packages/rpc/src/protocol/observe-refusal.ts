import { endServerCall, startServerCall } from "../observe/server-observers.ts";
import type { CallHost } from "../server/call-host.ts";
import type { StatusError } from "../status/status-error.ts";

/** Observes a rejected call as one that ends as soon as it has begun, on a server with observers. */
export function observeRefusal(
  host: CallHost,
  path: string,
  fields: readonly string[],
  error: StatusError,
): void {
  const served = host.methods.find(path);
  const observer = served === undefined ? host.settings.refusalObserver : served.observer;
  if (observer === undefined) return;
  const call = startServerCall(observer, { fields, context: undefined, path, peer: host.peer });
  endServerCall(call, error);
}
