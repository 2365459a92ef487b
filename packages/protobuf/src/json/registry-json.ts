import type { ParseJsonSettings, PrintJsonSettings } from "./json-settings.ts";
import type { JsonValue } from "./json-value.ts";

/**
 * What generated code asks of a registry, as it holds no descriptors itself: the JSON form of what is
 * only known at run time. `depth` counts the messages around it.
 */
export interface RegistryJson {
  /** A google.protobuf.Any. */
  printAny(any: object, settings: PrintJsonSettings, depth: number): JsonValue;
  /** Fills a google.protobuf.Any. */
  parseAny(json: JsonValue, any: object, settings: ParseJsonSettings, depth: number): void;
  /** The extensions in a message that the registry has, by their names in brackets. */
  printExtensions(
    typeName: string,
    message: object,
    settings: PrintJsonSettings,
    depth: number,
  ): readonly (readonly [name: string, json: JsonValue])[];
  /** Sets the extension that a property names; false if the message has none of that name. */
  parseExtension(
    typeName: string,
    name: string,
    json: JsonValue,
    message: object,
    settings: ParseJsonSettings,
    depth: number,
  ): boolean;
}
