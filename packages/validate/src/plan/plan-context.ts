// What the plans of one validator share: types for CEL, extensions that are predefined rules, and plans that
// refer to each other.

import {
  type ExtensionDescriptor,
  type FileDescriptor,
  hasOption,
  type MessageDescriptor,
  type Registry,
} from "@tramline/protobuf";
import { field, message, oneof } from "@tramline/protobuf/buf/validate";
import { EsTypes, withImports } from "../cel/es-types.ts";
import { ruleFile } from "./rule-path.ts";

/** Caches by contract; one for a validator. */
export class PlanContext {
  private readonly registry: Registry | undefined;
  private readonly typesOf = new Map<FileDescriptor, EsTypes>();
  private readonly extensionsOf = new Map<FileDescriptor, readonly ExtensionDescriptor[]>();
  private readonly ruled = new Map<MessageDescriptor, boolean>();

  /** @param registry has extensions and messages beyond those that a contract imports */
  constructor(registry: Registry | undefined) {
    this.registry = registry;
  }

  /** The types that CEL expressions in a file may name. */
  types(file: FileDescriptor): EsTypes {
    let types = this.typesOf.get(file);
    if (types === undefined) {
      types = new EsTypes([file, ruleFile(), ...(this.registry?.files ?? [])]);
      this.typesOf.set(file, types);
    }
    return types;
  }

  /** The extensions of a message of rules that a file may use. */
  extensions(file: FileDescriptor, extendee: string): ExtensionDescriptor[] {
    let all = this.extensionsOf.get(file);
    if (all === undefined) {
      const files = withImports([file, ...(this.registry?.files ?? [])]);
      all = [...files].flatMap(extensionsIn);
      this.extensionsOf.set(file, all);
    }
    return all.filter(({ extendee: { typeName } }) => typeName === extendee);
  }

  /** Whether a message, or one that it can hold, has rules. */
  hasRules(descriptor: MessageDescriptor): boolean {
    const known = this.ruled.get(descriptor);
    if (known !== undefined) return known;
    const reachable = new Set([descriptor]);
    let found = false;
    for (const candidate of reachable) {
      if (this.ruled.get(candidate) === true || hasOwnRules(candidate)) {
        found = true;
        break;
      }
      for (const member of candidate.fields) {
        const nested = member.map?.value.message ?? member.message;
        if (nested !== undefined && member.map?.entry !== nested) reachable.add(nested);
      }
    }
    this.ruled.set(descriptor, found);
    return found;
  }
}

function hasOwnRules(descriptor: MessageDescriptor): boolean {
  return (
    hasOption(descriptor, message) ||
    descriptor.oneofs.some((member) => hasOption(member, oneof)) ||
    descriptor.fields.some((member) => hasOption(member, field))
  );
}

/** The extensions that a file declares, in messages too. */
function extensionsIn(file: FileDescriptor): ExtensionDescriptor[] {
  const within = (messages: readonly MessageDescriptor[]): ExtensionDescriptor[] =>
    messages.flatMap(({ nestedExtensions, nestedMessages }) => [
      ...nestedExtensions,
      ...within(nestedMessages),
    ]);
  return [...file.extensions, ...within(file.messages)];
}
