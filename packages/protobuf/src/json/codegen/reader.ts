import type { JsonError } from "../json-error.ts";
import type { ParseJsonSettings } from "../json-settings.ts";
import type { JsonObject, JsonValue } from "../json-value.ts";
import {
  asJsonArray,
  asJsonMap,
  asJsonMessage,
  fieldTwice,
  keyTwice,
  nullElement,
  oneofTwice,
  unknownField,
} from "../parse-well-known.ts";
import type { RegistryJson } from "../registry-json.ts";
import type { JsonReader, MessageForm, ScalarForm, ValueForm } from "./json-form.ts";
import { Run } from "./json-run.ts";

/** One run from JSON to a message. */
export class Reader extends Run implements JsonReader {
  readonly settings: ParseJsonSettings;
  names: number;
  incomplete: boolean;

  constructor(settings: ParseJsonSettings, registry: { readonly json: RegistryJson } | undefined) {
    super(registry);
    this.settings = settings;
    this.names = 0;
    this.incomplete = false;
  }

  message<T>(json: JsonValue, type: MessageForm<T>): T {
    this.enter();
    const message =
      type.special === undefined
        ? this.fields(json, type)
        : // Forms go with the type that they were given to.
          (type.special.parse(json, this) as T);
    this.depth--;
    return message;
  }

  list<T>(json: JsonValue, form: ValueForm<T> | MessageForm<T>): T[] {
    const elements = asJsonArray(json, this);
    const list: T[] = [];
    let i = 0;
    try {
      for (; i < elements.length; i++) {
        const value = this.element(elements[i] ?? null, form);
        if (value !== undefined) list.push(value);
      }
    } catch (error) {
      throw this.within(error, i);
    }
    return list;
  }

  map<K, V>(
    json: JsonValue,
    keyForm: ScalarForm<K>,
    form: ValueForm<V> | MessageForm<V>,
  ): Map<K, V> {
    const object = asJsonMap(json, this);
    const map = new Map<K, V>();
    let name = "";
    try {
      for (name in object) {
        if (!Object.prototype.hasOwnProperty.call(object, name)) continue;
        this.names++;
        const key = keyForm.parse(name, this);
        if (map.has(key)) throw keyTwice(this);
        const value = this.element(object[name] ?? null, form);
        if (value !== undefined) map.set(key, value);
      }
    } catch (error) {
      throw this.within(error, name);
    }
    return map;
  }

  oneofTwice(name: string): JsonError {
    return oneofTwice(name, this);
  }

  private element<T>(json: JsonValue, form: ValueForm<T> | MessageForm<T>): T | undefined {
    if (json === null && !form.takesNull) throw nullElement(this);
    return form.kind === "message" ? this.message(json, form) : form.parse(json, this);
  }

  private fields<T>(json: JsonValue, type: MessageForm<T>): T {
    const object = asJsonMessage(json, type.typeName, this);
    const message = type.empty();
    const { parseField } = type;
    // Fields that came under the name in the .proto file, by that in JSON.
    let renamed: Map<string, string> | undefined;
    let name = "";
    try {
      for (name in object) {
        // Only a polluted Object.prototype has properties that come along here.
        if (!Object.prototype.hasOwnProperty.call(object, name)) continue;
        this.names++;
        const twice = renamed?.get(name);
        if (twice !== undefined) throw fieldTwice(twice, this);
        const value = object[name] ?? null;
        if (parseField(message, name, value, this)) continue;
        const jsonName = type.names.byProto.get(name);
        if (jsonName === undefined) {
          this.unknown(message, type, name, value);
        } else {
          if (comesBefore(object, jsonName, name)) throw fieldTwice(name, this);
          renamed ??= new Map();
          renamed.set(jsonName, name);
          parseField(message, jsonName, value, this);
        }
      }
    } catch (error) {
      throw this.within(error, name);
    }
    return message;
  }

  /** An extension, or what is skipped or refused. */
  private unknown<T>(message: T, type: MessageForm<T>, name: string, json: JsonValue): void {
    this.incomplete = true;
    if (name.startsWith("[") && this.registry !== undefined) {
      const { typeName } = type;
      const { settings, depth } = this;
      if (this.registry.parseExtension(typeName, name, json, message as object, settings, depth)) {
        return;
      }
    }
    if (this.settings.ignoreUnknownFields !== true) {
      throw unknownField(type.typeName, type.names.json, this);
    }
  }
}

/** Whether an object has a property that stands before another. */
function comesBefore(object: JsonObject, first: string, second: string): boolean {
  for (const name of Object.keys(object)) {
    if (name === first) return true;
    if (name === second) return false;
  }
  return false;
}
