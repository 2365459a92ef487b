import type { AnyMethodType, MessageType, ServiceType } from "@tramline/protobuf";
import type { ServerContext } from "@tramline/rpc";
import { ConfigurationError } from "../configuration-error.ts";

/** A handler of whatever kind, bound to its implementation. */
export type AnyHandler = (request: unknown, context: ServerContext) => unknown;

/** A method that a server offers. */
export class ServedMethod {
  readonly method: AnyMethodType;
  readonly input: MessageType<unknown, never>;
  readonly output: MessageType<never, unknown>;
  /** The client sends a stream of messages. */
  readonly streamsRequests: boolean;
  /** The server sends a stream of messages. */
  readonly streamsResponses: boolean;
  /** Undefined for a method that the implementation leaves out: UNIMPLEMENTED. */
  readonly handler: AnyHandler | undefined;

  constructor(method: AnyMethodType, handler: AnyHandler | undefined) {
    this.method = method;
    this.input = method.input;
    this.output = method.output as unknown as MessageType<never, unknown>;
    this.streamsRequests = method.kind === "clientStreaming" || method.kind === "bidiStreaming";
    this.streamsResponses = method.kind === "serverStreaming" || method.kind === "bidiStreaming";
    this.handler = handler;
  }
}

/** The methods of a server by their path. */
export class MethodTable {
  private readonly byPath: Map<string, ServedMethod>;
  private readonly added: Map<string, ServiceType>;

  constructor() {
    this.byPath = new Map();
    this.added = new Map();
  }

  /** The services that have been added. */
  get services(): readonly ServiceType[] {
    return [...this.added.values()];
  }

  /** @throws ConfigurationError when the service is there already. */
  add(service: ServiceType, implementation: object): void {
    const { typeName } = service;
    if (this.added.has(typeName)) {
      throw new ConfigurationError(
        "SERVICE_TWICE",
        `service ${typeName} has been added before; a server has one implementation of each`,
      );
    }
    this.added.set(typeName, service);
    for (const [localName, method] of Object.entries(service.methods)) {
      const handler: unknown = (implementation as Record<string, unknown>)[localName];
      if (handler !== undefined && typeof handler !== "function") {
        throw new ConfigurationError(
          "HANDLER_NOT_A_FUNCTION",
          `the implementation of ${typeName} has a ${typeof handler} as ${localName}, not a function`,
        );
      }
      const bound = (handler as AnyHandler | undefined)?.bind(implementation);
      this.byPath.set(method.path, new ServedMethod(method, bound));
    }
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
