import type { AnyDescriptor, Registry } from "@tramline/protobuf";
import type { CommandContext } from "../commands/command-context.ts";
import { type CompiledSources, compileSources } from "./compile-sources.ts";
import type { Contract } from "./contract.ts";
import type { SourceFiles } from "./source-files.ts";

/** A contract that is known from .proto files. */
class SourceContract implements Contract {
  readonly origin = "the .proto files";
  readonly target = undefined;
  readonly registry: Registry;
  private readonly names: readonly string[];

  constructor({ registry, names }: CompiledSources) {
    this.registry = registry;
    this.names = names;
  }

  services(): Promise<readonly string[]> {
    const files = this.names.map((name) => this.registry.getFile(name));
    const services = files.flatMap((file) => file?.services ?? []);
    return Promise.resolve(services.map(({ typeName }) => typeName).sort());
  }

  find(fullName: string): Promise<AnyDescriptor | undefined> {
    return Promise.resolve(this.registry.getFile(fullName) ?? this.registry.get(fullName));
  }
}

/**
 * Reads a contract from .proto files.
 *
 * @throws CommandError when they have errors (which are printed)
 */
export async function sourceContract(
  sources: SourceFiles,
  { terminal, errorStyle }: CommandContext,
): Promise<Contract> {
  return new SourceContract(await compileSources(sources, terminal, errorStyle.isColorSupported));
}
