import type { ServiceType } from "@tramline/protobuf";
import { didYouMean, given } from "@tramline/protobuf/internal";
import {
  type BytesClient,
  bindBytesClient,
  bindClient,
  type CallChannel,
  type Client,
  type ClientOptions,
} from "@tramline/rpc";
import { checkFunctionList, checkOptions, checkService } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { checkCodecOption } from "../option-check.ts";

const CODE = "CLIENT_OPTION_INVALID";
const CLIENT_OPTIONS = { codec: true, interceptors: true, methods: true } as const;
const METHOD_OPTIONS = { interceptors: true } as const;

/**
 * The client of a service over a channel: a function for each method. Cheap; make as many as you like.
 *
 * @param options the codec and interceptors of this client, and interceptors of single methods of it:
 * `{ interceptors: [log], methods: { getOrder: { interceptors: [cache] } } }`
 * @throws ConfigurationError for a value that is not a service, not a channel, or not such options
 */
export function createClient<S extends ServiceType>(
  service: S,
  channel: CallChannel,
  options: ClientOptions<keyof S["methods"] & string> = {},
): Client<S> {
  checkService("createClient", service);
  checkChannel("second parameter of createClient", channel);
  checkClientOptions(service, options);
  return bindClient(service, channel, options);
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
  return bindBytesClient(channel);
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

function checkClientOptions(service: ServiceType, options: ClientOptions): void {
  checkOptions(CODE, "", options, CLIENT_OPTIONS);
  checkCodecOption(CODE, options.codec);
  checkFunctionList(CODE, "interceptors", options.interceptors);
  for (const [name, one] of Object.entries(options.methods ?? {})) {
    if (!Object.hasOwn(service.methods, name)) {
      const names = Object.keys(service.methods);
      throw new ConfigurationError(
        "METHOD_UNKNOWN",
        `${service.typeName} has no method ${name}${didYouMean(name, names)}`,
      );
    }
    if (one === undefined) continue;
    checkOptions(CODE, `methods.${name}.`, one, METHOD_OPTIONS);
    checkFunctionList(CODE, `methods.${name}.interceptors`, one.interceptors);
  }
}
