import type { ServiceType } from "@tramline/protobuf";
import type { ServedMethod } from "./served-method.ts";
import type { UnknownMethods } from "./unknown-methods.ts";

/** The methods of a server by their path. */
export class MethodTable {
  private readonly byPath: Map<string, ServedMethod>;
  private readonly added: Map<string, ServiceType>;
  /** Serves what no service has; undefined: UNIMPLEMENTED. */
  unknown: UnknownMethods | undefined;

  constructor() {
    this.byPath = new Map();
    this.added = new Map();
    this.unknown = undefined;
  }

  /** The services that have been added. */
  get services(): readonly ServiceType[] {
    return [...this.added.values()];
  }

  /** How many services have been added. */
  get size(): number {
    return this.added.size;
  }

  /** Whether a service of this full name is served. */
  has(typeName: string): boolean {
    return this.added.has(typeName);
  }

  /** Adds a service with its methods, in place of one of the same name. */
  add(service: ServiceType, methods: readonly ServedMethod[]): void {
    this.added.set(service.typeName, service);
    for (const one of methods) this.byPath.set(one.method.path, one);
  }

  /** Finds a method by its path; undefined when it is not served. */
  find(path: string): ServedMethod | undefined {
    return this.byPath.get(path);
  }

  /** Returns why no handler serves `path`, for the caller: the text of UNIMPLEMENTED. */
  describeMissing(path: string): string {
    if (this.byPath.has(path)) return `method ${path} is not implemented by this server`;
    const service = path.slice(1, path.lastIndexOf("/"));
    return this.added.has(service)
      ? `unknown method ${path.slice(path.lastIndexOf("/") + 1)} of service ${service}`
      : `unknown service ${service === "" ? path : service}`;
  }
}
