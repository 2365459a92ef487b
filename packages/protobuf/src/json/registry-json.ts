import type { ParseJsonSettings, PrintJsonSettings } from "./json-settings.ts";
import type { JsonValue } from "./json-value.ts";

/**
 * The part of a registry that generated code uses, as it has no descriptors itself: the JSON form
 * of types that are only known at run time. `depth` counts the messages around the value.
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
