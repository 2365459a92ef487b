import type { ServiceType } from "@tramline/protobuf";
import type { CheckedImplementation, ServiceImplementation } from "@tramline/rpc";

/** The part of a server that standard services need. A server of `createServer` is one. */
export interface ServiceHost {
  /** The services added so far. */
  readonly services: readonly ServiceType[];
  /** Adds a service with its handlers. Throws when the host already has a service of this name. */
  add<S extends ServiceType, T extends ServiceImplementation<S>>(
    service: S,
    implementation: T & CheckedImplementation<S, T>,
    options?: { readonly limited?: boolean | undefined },
  ): unknown;
}
