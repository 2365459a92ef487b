/** The libraries by their names. */
import type { Caller, ClientKind } from "./caller.ts";
import { connectWebCaller } from "./connect-web-caller.ts";
import { grpcWebCaller } from "./grpc-web-caller.ts";
import { tramlineCaller } from "./tramline-caller.ts";

/** Creates a caller for a server. */
export function callerOf(kind: ClientKind, url: string): Caller {
  const [library, ...rest] = kind.split(" ");
  const variant = rest.join(" ");
  if (library === "tramline") return tramlineCaller(url, variant);
  if (library === "connect-web") return connectWebCaller(url, variant);
  return grpcWebCaller(url, variant);
}
