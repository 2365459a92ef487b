import type { ServiceType } from "@tramline/protobuf";
import {
  type BytesClient,
  createBytesClient as bytesClientOf,
  type CallChannel,
  type Client,
  type ClientOptions,
  createClient as clientOf,
} from "@tramline/rpc";
import { checkOptions, checkService, given } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { checkCodecOption } from "../option-check.ts";

const CLIENT_OPTIONS = { codec: true } as const;

/**
 * The client of a service over a channel: a function for each method. Cheap; make as many as you like.
 *
 * @throws ConfigurationError for a value that is not a service, a channel, or a codec
 */
export function createClient<S extends ServiceType>(
  service: S,
  channel: CallChannel,
  options: ClientOptions = {},
): Client<S> {
  checkService("createClient", service);
  checkChannel("second parameter of createClient", channel);
  checkOptions("CLIENT_OPTION_INVALID", "", options, CLIENT_OPTIONS);
  checkCodecOption("CLIENT_OPTION_INVALID", options.codec);
  return clientOf(service, channel, options);
}

/**
 * Returns a client for programs that pass messages on without looking into them, such as proxies. It
 * returns the function for a method by the method's path; requests and responses are encoded messages.
 *
 * ```ts
 * const backend = createBytesClient(channel);
 * server.addUnknown((requests, context) =>
 *   backend(context.method.path, context.codec)(requests, { context, metadata: context.metadata }),
 * );
 * ```
 *
 * @throws ConfigurationError for a value that is not a channel
 */
export function createBytesClient(channel: CallChannel): BytesClient {
  checkChannel("parameter of createBytesClient", channel);
  return bytesClientOf(channel);
}

function checkChannel(what: string, channel: CallChannel): void {
  // A view of the channel as plain JavaScript may give it: nothing, or its target.
  const { bind } = (channel ?? {}) as Partial<CallChannel>;
  if (typeof bind === "function") return;
  throw new ConfigurationError(
    "CHANNEL_INVALID",
    `invalid ${what}: expected a channel, as createChannel("localhost:50051") returns it, got ${given(channel)}`,
  );
}
