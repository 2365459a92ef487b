import type { JsonError } from "../json-error.ts";
import type { ParseJsonSettings } from "../json-settings.ts";
import type { JsonValue } from "../json-value.ts";
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
import { GivenFields } from "./given-fields.ts";
import type { FieldNames, JsonReader, MessageForm, ScalarForm, ValueForm } from "./json-form.ts";
import { Run } from "./json-run.ts";

/** One run from JSON to a message. */
export class JsonParseRun extends Run implements JsonReader {
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
    const { parseField, names } = type;
    const given = new GivenFields();
    let name = "";
    try {
      for (name in object) {
        // Only a polluted Object.prototype has properties that come along here.
        if (!Object.prototype.hasOwnProperty.call(object, name)) continue;
        this.names++;
        const value = object[name] ?? null;
        const index = names.index.get(name);
        if (index === undefined) {
          this.unknown(message, type, name, value);
          continue;
        }
        if (!given.add(index)) throw this.twice(names, index);
        parseField(message, index, value, this);
      }
    } catch (error) {
      throw this.within(error, name);
    }
    return message;
  }

  private twice(names: FieldNames, index: number): Error {
    const name = names.json[index] ?? "";
    return fieldTwice(names.byJson.get(name) ?? name, this);
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
