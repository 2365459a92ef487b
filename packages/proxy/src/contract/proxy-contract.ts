// The contract of the upstream, and the sources that it is read from.
import type { Registry, ServiceDescriptor } from "@tramline/protobuf";
import { ReflectedContract } from "@tramline/services";
import type { CallOptions, ClientChannel } from "tramline";

/** The contract of an upstream: what it serves, and the types of its messages. */
export interface ProxyContract {
  /** The services whose calls the proxy can translate. */
  readonly services: readonly ServiceDescriptor[];
  /** Their types, and those that a google.protobuf.Any may hold. */
  readonly registry: Registry;
}

/** Reads the contract, at the start and at each reload. What it throws leaves the contract as it was. */
export type ContractSource = () => ProxyContract | Promise<ProxyContract>;

/**
 * How a contract is read by reflection: milliseconds that it may take (default 20,000), and the largest response, in
 * bytes (default 256 MiB).
 */
export type ReflectionOptions = Pick<CallOptions, "timeoutMs" | "maxReceiveBytes">;

/**
 * Returns a source that reads the contract from the upstream's reflection, v1 or v1alpha: all the services that it
 * lists, with the files that they import.
 *
 * @returns a source that throws ReflectionError, or the StatusError of the call
 */
export function reflectedContract(
  channel: ClientChannel,
  options: ReflectionOptions = {},
): ContractSource {
  return async () => {
    const reflected = new ReflectedContract(channel, options);
    try {
      const services: ServiceDescriptor[] = [];
      for (const name of await reflected.services()) {
        const found = await reflected.find(name);
        // Some servers list services that they do not describe.
        if (found?.kind === "service") services.push(found);
      }
      return { services, registry: reflected.registry };
    } finally {
      await reflected.close();
    }
  };
}
