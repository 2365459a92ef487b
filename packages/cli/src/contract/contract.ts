import type { AnyDescriptor, Registry, ServiceDescriptor } from "@tramline/protobuf";

/** Where a command learns what there is to call: .proto files, or a server's reflection. */
export interface Contract {
  /** For messages to the user: "the .proto files" or "localhost:50051". */
  readonly origin: string;
  /** The server that tells it, as the user named it; undefined for .proto files. */
  readonly target: string | undefined;
  /** Full names of the services, sorted. */
  services(): Promise<readonly string[]>;
  /** Finds the declaration with this full name; undefined if there is none. */
  find(fullName: string): Promise<AnyDescriptor | undefined>;
  /** The declarations loaded so far; of .proto files, all. */
  readonly registry: Registry;
}

/** A service by its full name. */
export async function findService(
  contract: Contract,
  typeName: string,
): Promise<ServiceDescriptor | undefined> {
  const found = await contract.find(typeName);
  return found?.kind === "service" ? found : undefined;
}

/** Whether a service serves tools, and not an application. */
export function isToolService(typeName: string): boolean {
  return typeName.startsWith("grpc.reflection.");
}
