import type { DynamicMessage } from "../dynamic/message-template.ts";
import type { Registry } from "../registry/registry.ts";
import { JsonParser } from "./parse-message.ts";
import { JsonPrinter } from "./print-message.ts";
import type { RegistryJson } from "./registry-json.ts";

/** The JSON forms of what a registry has, by its descriptors. */
export function reflectiveJson(registry: Registry): RegistryJson {
  return {
    printAny: (any, settings, depth) =>
      new JsonPrinter({ ...settings, registry }, depth).any(any as DynamicMessage),
    parseAny: (json, any, settings, depth) =>
      new JsonParser({ ...settings, registry }, depth).any(json, any as DynamicMessage),
    printExtensions: (typeName, message, settings, depth) => [
      ...new JsonPrinter({ ...settings, registry }, depth).extensions(typeName, message),
    ],
    parseExtension: (typeName, name, json, message, settings, depth) =>
      new JsonParser({ ...settings, registry }, depth).extension(
        typeName,
        name,
        json,
        message as DynamicMessage,
      ),
  };
}
