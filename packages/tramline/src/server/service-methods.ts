import type { ServiceType } from "@tramline/protobuf";
import { didYouMean, given } from "@tramline/protobuf/internal";
import {
  type AnyHandler,
  type CompressionRegistry,
  type Interceptor,
  interceptorWay,
  type MethodTable,
  observeServerMethod,
  ServedMethod,
  type ServerObserver,
} from "@tramline/rpc";
import { checkService, isRecord } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import type { ContextPropagation } from "./context-propagation.ts";
import { checkServiceOptions, type ServiceOptions } from "./service-options.ts";

/**
 * A function of a literal must have the name of a method: it would never be called otherwise. An object
 * of a class may have other functions, as long as their names do not differ from a missing method's in
 * case alone: `GetOrder` for `getOrder`.
 */
function checkImplementation(service: ServiceType, implementation: unknown): void {
  const { typeName, methods } = service;
  if (!isRecord(implementation)) {
    throw new ConfigurationError(
      "IMPLEMENTATION_INVALID",
      `invalid second parameter of server.add: expected an object with the handlers of ${typeName}, got ${given(implementation)}`,
    );
  }
  const prototype: unknown = Object.getPrototypeOf(implementation);
  if (prototype === Object.prototype || prototype === null) {
    for (const [name, value] of Object.entries(implementation)) {
      if (typeof value !== "function" || Object.hasOwn(methods, name)) continue;
      throw methodUnknown(typeName, name, Object.keys(methods));
    }
    return;
  }
  for (const [localName, method] of Object.entries(methods)) {
    if (method.name === localName || implementation[localName] !== undefined) continue;
    if (typeof implementation[method.name] !== "function") continue;
    throw methodUnknown(typeName, method.name, [localName]);
  }
}

function methodUnknown(
  typeName: string,
  name: string,
  names: readonly string[],
): ConfigurationError {
  return new ConfigurationError(
    "METHOD_UNKNOWN",
    `${typeName} has no method ${name}${didYouMean(name, names)}`,
  );
}

/** A service as a server is given it, and the parts of the server that matter for it. */
export interface AddedService {
  readonly service: ServiceType;
  readonly implementation: object;
  readonly options: ServiceOptions | undefined;
  /** The services that were added before. */
  readonly table: MethodTable;
  /** The compressions that the options may name. */
  readonly compressors: CompressionRegistry;
  /** The largest response, in bytes. */
  readonly maxSendBytes: number;
  readonly observers: readonly ServerObserver[];
  /** The interceptors of the server, outside of those of the service. */
  readonly interceptors: readonly Interceptor[];
  /** Where calls made by handlers belong to the server call. */
  readonly propagation: ContextPropagation | undefined;
}

/**
 * Returns the methods of a service with their handlers.
 *
 * @throws ConfigurationError for a service that was added before, or an implementation that does not fit it
 */
export function servedMethods({
  service,
  implementation,
  options = {},
  table,
  compressors,
  maxSendBytes,
  observers,
  interceptors,
  propagation,
}: AddedService): ServedMethod[] {
  checkService("server.add", service);
  checkImplementation(service, implementation);
  checkServiceOptions(service, options, compressors);
  const { typeName } = service;
  if (table.has(typeName)) {
    throw new ConfigurationError(
      "SERVICE_TWICE",
      `service ${typeName} has been added before; add one implementation of each service`,
    );
  }
  const ofService = [...interceptors, ...(options.interceptors ?? [])];
  const wayOf = (all: readonly Interceptor[]) =>
    interceptorWay(propagation === undefined ? all : propagation.ofInterceptors(all));
  const wayOfService = wayOf(ofService);
  const served: ServedMethod[] = [];
  for (const [localName, method] of Object.entries(service.methods)) {
    const handler: unknown = (implementation as Record<string, unknown>)[localName];
    // A handler that is there and undefined comes from a misspelt import, not from a wish.
    const isGiven = handler !== undefined || Object.hasOwn(implementation, localName);
    if (isGiven && typeof handler !== "function") {
      const fix = handler === undefined ? "; leave it out to respond UNIMPLEMENTED" : "";
      throw new ConfigurationError(
        "HANDLER_NOT_A_FUNCTION",
        `invalid implementation of ${typeName}: expected a function as ${localName}, got ${given(handler)}${fix}`,
      );
    }
    const own = options.methods?.[localName];
    const streams = method.kind === "serverStreaming" || method.kind === "bidiStreaming";
    const bound = (handler as AnyHandler | undefined)?.bind(implementation);
    served.push(
      new ServedMethod({
        method,
        handler:
          bound === undefined ? undefined : (propagation?.ofHandler(bound, streams) ?? bound),
        compression: own?.compression ?? options.compression,
        interceptorWay:
          own?.interceptors === undefined
            ? wayOfService
            : wayOf([...ofService, ...own.interceptors]),
        maxSendBytes,
        observer: observeServerMethod(observers, method),
        isUnknown: false,
        isLimited: options.limited ?? true,
      }),
    );
  }
  return served;
}
