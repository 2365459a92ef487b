import type { ServiceType } from "@tramline/protobuf";
import { type CallChannel, type Client, createClient as clientOf } from "@tramline/rpc";
import { checkService, given } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";

/**
 * The client of a service over a channel: a function for each method. Cheap; make as many as you like.
 *
 * @throws ConfigurationError for a value that is not a service, or not a channel
 */
export function createClient<S extends ServiceType>(service: S, channel: CallChannel): Client<S> {
  checkService("createClient", service);
  // A view of the channel as plain JavaScript may give it: nothing, or its target.
  const { bind } = (channel ?? {}) as Partial<CallChannel>;
  if (typeof bind !== "function") {
    throw new ConfigurationError(
      "CHANNEL_INVALID",
      `invalid second parameter of createClient: expected a channel, as createChannel("localhost:50051") returns it, got ${given(channel)}`,
    );
  }
  return clientOf(service, channel);
}
