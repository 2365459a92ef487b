import { StatusError, withoutStack } from "@tramline/rpc";

/** The error for a request that does not fit its method. */
export function badRequest(text: string): StatusError {
  return withoutStack(() => new StatusError("INVALID_ARGUMENT", text));
}
