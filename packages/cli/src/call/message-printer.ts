import {
  JsonError,
  type JsonValue,
  type MessageDescriptor,
  type Registry,
  toJson,
} from "@tramline/protobuf";
import { commonTypes } from "@tramline/services";
import type { Contract } from "../contract/contract.ts";

/** How messages are shown. */
export interface PrintOptions {
  readonly emitDefaults: boolean;
}

/**
 * A message as JSON. The types of what google.protobuf.Any holds are taken from the contract, from the server
 * when it tells them, and from what Tramline knows (google.protobuf, google.rpc); content of unknown
 * type is shown as base64.
 */
export async function messageToJson(
  type: MessageDescriptor,
  message: unknown,
  contract: Contract,
  options: PrintOptions,
): Promise<JsonValue> {
  const tried = new Set<string>();
  while (true) {
    const missing = new Set<string>();
    const registry = recordingRegistry(contract.registry, missing);
    const json = { registry, alwaysEmitImplicit: options.emitDefaults };
    try {
      return toJson(type, message, json);
    } catch (error) {
      if (!(error instanceof JsonError) || error.code !== "JSON_ANY") throw error;
      const [name] = [...missing].filter((candidate) => !tried.has(candidate));
      if (name === undefined || !(await isTold(contract, name))) {
        return toJson(type, message, { ...json, unknownAny: "base64" });
      }
      tried.add(name);
    }
  }
}

async function isTold(contract: Contract, name: string): Promise<boolean> {
  try {
    return (await contract.find(name))?.kind === "message";
  } catch {
    // The message is what the user wants to see; that the contract has gaps is another matter.
    return false;
  }
}

/** A registry that falls back to well-known types and notes what it does not find. */
function recordingRegistry(registry: Registry, missing: Set<string>): Registry {
  return {
    files: registry.files,
    getFile: (name) => registry.getFile(name),
    getMessage: (name) => {
      const found = registry.getMessage(name) ?? commonTypes().getMessage(name);
      if (found === undefined) missing.add(name);
      return found;
    },
    getEnum: (name) => registry.getEnum(name),
    getService: (name) => registry.getService(name),
    getExtension: (name) => registry.getExtension(name),
    getExtensionByNumber: (extendee, number) => registry.getExtensionByNumber(extendee, number),
    getExtensionsOf: (extendee) => registry.getExtensionsOf(extendee),
    get: (name) => registry.get(name),
    json: registry.json,
  };
}
