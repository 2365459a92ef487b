import { type Metadata, StatusError, withoutStack } from "@tramline/rpc";
import { type OutgoingHeader, responseHead } from "../headers/outgoing.ts";

/** Whether a request is larger than the server takes. */
export function isTooLarge(error: StatusError): boolean {
  return error.code === "RESOURCE_EXHAUSTED";
}

/** The error for a body that breaks HTTP's rules: the client's mistake, which INTERNAL would hide. */
export function clientError(error: StatusError): StatusError {
  if (error.code !== "INTERNAL") return error;
  return withoutStack(() => new StatusError("INVALID_ARGUMENT", error.rawMessage));
}

/** The headers that a handler has set, for the response of a call that failed. */
export function errorFields(headers: Metadata | undefined, map: OutgoingHeader): string[] {
  try {
    return responseHead(headers, map).fields;
  } catch {
    return [];
  }
}
