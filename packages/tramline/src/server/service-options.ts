import type { ServiceType } from "@tramline/protobuf";
import { didYouMean, given } from "@tramline/protobuf/internal";
import type { CompressionRegistry, Interceptor } from "@tramline/rpc";
import { checkFunctionList, checkOptions, isRecord } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { booleanOption, checkCompression } from "../option-check.ts";

/** How a server serves one method. */
export interface MethodOptions {
  /**
   * The compression of responses for clients that accept it, such as `"gzip"`; `"identity"` for none.
   * Default: the service's.
   */
  readonly compression?: string | undefined;
  /** Interceptors of the method, inside of the service's and the server's; the first is the outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined;
}

/** How a server serves a service, where that differs from the server's options. */
export interface ServiceOptions<N extends string = string> extends MethodOptions {
  /**
   * Whether `limits.maxConcurrentCalls`, `limits.callsPerSecond`, and `shedLoad` hold for its calls, which then count.
   * Default: true. False: for services that must be reached under load, such as health.
   */
  readonly limited?: boolean | undefined;
  /** How single methods are served, by their local names. */
  readonly methods?: { readonly [M in N]?: MethodOptions | undefined } | undefined;
}

const METHOD_OPTIONS = { compression: true, interceptors: true } as const;
const SERVICE_OPTIONS = {
  compression: true,
  interceptors: true,
  methods: true,
  limited: true,
} as const;

/** @throws ConfigurationError for options that the service cannot have */
export function checkServiceOptions(
  service: ServiceType,
  options: ServiceOptions,
  compressors: CompressionRegistry,
): void {
  checkOptions("SERVER_OPTION_INVALID", "", options, SERVICE_OPTIONS);
  booleanOption("SERVER_OPTION_INVALID", "limited", options.limited, true);
  checkCompression(options.compression, compressors);
  checkFunctionList("SERVER_OPTION_INVALID", "interceptors", options.interceptors);
  const { methods } = options;
  if (methods === undefined) return;
  if (!isRecord(methods)) {
    throw new ConfigurationError(
      "SERVER_OPTION_INVALID",
      `invalid option methods: expected an object, got ${given(methods)}`,
    );
  }
  for (const [name, one] of Object.entries(methods)) {
    if (!Object.hasOwn(service.methods, name)) {
      const names = Object.keys(service.methods);
      throw new ConfigurationError(
        "METHOD_UNKNOWN",
        `${service.typeName} has no method ${name}${didYouMean(name, names)}`,
      );
    }
    if (one === undefined) continue;
    checkOptions("SERVER_OPTION_INVALID", `methods.${name}.`, one, METHOD_OPTIONS);
    checkCompression(one.compression, compressors);
    checkFunctionList("SERVER_OPTION_INVALID", `methods.${name}.interceptors`, one.interceptors);
  }
}
