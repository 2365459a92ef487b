// The contract of the upstream, and the sources that it is read from.
import type { Registry, ServiceDescriptor } from "@tramline/protobuf";
import { ReflectedContract } from "@tramline/services";
import type { ClientChannel } from "tramline";

/** The contract of an upstream: what it serves, and the types of its messages. */
export interface ProxyContract {
  /** The services whose calls the proxy can translate. */
  readonly services: readonly ServiceDescriptor[];
  /** Their types, and those that a google.protobuf.Any may hold. */
  readonly registry: Registry;
}

/** Reads the contract, at the start and at each reload. What it throws leaves the contract as it was. */
export type ContractSource = () => ProxyContract | Promise<ProxyContract>;

/** How a contract is read by reflection. */
export interface ReflectionOptions {
  /** Milliseconds that it may take. Default 20,000. */
  readonly timeoutMs?: number | undefined;
  /** The largest response of the upstream's reflection, in bytes. Default 256 MiB. */
  readonly maxReceiveBytes?: number | undefined;
}

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
  const { timeoutMs = 20_000, maxReceiveBytes = 256 * 1024 * 1024 } = options;
  return async () => {
    const reflected = new ReflectedContract(channel, { timeoutMs, maxReceiveBytes });
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
