import type { AnyMethodType, MessageType, ServiceType } from "@tramline/protobuf";
import type { CompressionRegistry, SentMessages, ServerContext } from "@tramline/rpc";
import { checkService, given, isRecord } from "../argument-check.ts";
import { ConfigurationError } from "../configuration-error.ts";
import { didYouMean } from "../similar-name.ts";
import { checkServiceOptions, type ServiceOptions } from "./service-options.ts";

/** A handler of whatever kind, bound to its implementation. */
export type AnyHandler = (request: unknown, context: ServerContext) => unknown;

/** How one method is served. */
export interface ServedMethodParts {
  readonly method: AnyMethodType;
  readonly handler: AnyHandler | undefined;
  readonly compression: string | undefined;
  readonly maxSendBytes: number;
}

/** A method that a server offers. */
export class ServedMethod implements SentMessages<unknown> {
  readonly method: AnyMethodType;
  readonly input: MessageType<unknown, never>;
  readonly sentType: MessageType<unknown, unknown>;
  readonly maxSendBytes: number;
  /** The client sends a stream of messages. */
  readonly streamsRequests: boolean;
  /** The server sends a stream of messages. */
  readonly streamsResponses: boolean;
  /** Undefined for a method that the implementation leaves out: UNIMPLEMENTED. */
  readonly handler: AnyHandler | undefined;
  /** The compression of responses; undefined: the server's. */
  readonly compression: string | undefined;

  constructor({ method, handler, compression, maxSendBytes }: ServedMethodParts) {
    this.method = method;
    this.input = method.input;
    this.sentType = method.output;
    this.maxSendBytes = maxSendBytes;
    this.streamsRequests = method.kind === "clientStreaming" || method.kind === "bidiStreaming";
    this.streamsResponses = method.kind === "serverStreaming" || method.kind === "bidiStreaming";
    this.handler = handler;
    this.compression = compression;
  }
}

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

/** The methods of a server by their path. */
export class MethodTable {
  private readonly byPath: Map<string, ServedMethod>;
  private readonly added: Map<string, ServiceType>;
  private readonly compressors: CompressionRegistry;
  private readonly maxSendBytes: number;

  /**
   * @param compressors what the options of services may name
   * @param maxSendBytes the largest response, in bytes
   */
  constructor(compressors: CompressionRegistry, maxSendBytes: number) {
    this.compressors = compressors;
    this.maxSendBytes = maxSendBytes;
    this.byPath = new Map();
    this.added = new Map();
  }

  /** The services that have been added. */
  get services(): readonly ServiceType[] {
    return [...this.added.values()];
  }

  /** @throws ConfigurationError for a service that was added before, or an implementation that does not fit it. */
  add(service: ServiceType, implementation: object, options: ServiceOptions = {}): void {
    checkService("server.add", service);
    checkImplementation(service, implementation);
    checkServiceOptions(service, options, this.compressors);
    const { typeName } = service;
    if (this.added.has(typeName)) {
      throw new ConfigurationError(
        "SERVICE_TWICE",
        `service ${typeName} has been added before; add one implementation of each service`,
      );
    }
    const served: ServedMethod[] = [];
    for (const [localName, method] of Object.entries(service.methods)) {
      const handler: unknown = (implementation as Record<string, unknown>)[localName];
      if (handler !== undefined && typeof handler !== "function") {
        throw new ConfigurationError(
          "HANDLER_NOT_A_FUNCTION",
          `invalid implementation of ${typeName}: expected a function as ${localName}, got ${given(handler)}`,
        );
      }
      served.push(
        new ServedMethod({
          method,
          handler: (handler as AnyHandler | undefined)?.bind(implementation),
          compression: options.methods?.[localName]?.compression ?? options.compression,
          maxSendBytes: this.maxSendBytes,
        }),
      );
    }
    // A mistake leaves nothing behind.
    this.added.set(typeName, service);
    for (const one of served) this.byPath.set(one.method.path, one);
  }

  find(path: string): ServedMethod | undefined {
    return this.byPath.get(path);
  }

  /** Why `path` is not served, for the caller. */
  describeMissing(path: string): string {
    const service = path.slice(1, path.lastIndexOf("/"));
    return this.added.has(service)
      ? `unknown method ${path.slice(path.lastIndexOf("/") + 1)} of service ${service}`
      : `unknown service ${service === "" ? path : service}`;
  }
}
