import type { PrintJsonSettings } from "../json-settings.ts";
import { type JsonObject, type JsonValue, setProperty } from "../json-value.ts";
import { printMapKey } from "../print-scalar.ts";
import type { RegistryJson } from "../registry-json.ts";
import type { AnyMessage, FieldNames, JsonWriter, MessageForm, ValueForm } from "./json-form.ts";
import { Run } from "./json-run.ts";
import { asArray, asMap, asMessage, nameOfKey } from "./print-fields.ts";
import { stringJson } from "./scalar-forms.ts";

/** Prints a message as what JSON.stringify takes. */
export class ValueWriter extends Run implements JsonWriter {
  readonly settings: PrintJsonSettings;
  readonly enumAsInteger: boolean;
  readonly all: boolean;
  /** Takes the fields of the message at hand. */
  private target: JsonObject;
  /** Names of the message at hand, where fields are named as in the .proto file. */
  private renaming: FieldNames | undefined;

  constructor(settings: PrintJsonSettings, registry: { readonly json: RegistryJson } | undefined) {
    super(registry);
    this.settings = settings;
    this.enumAsInteger = settings.enumAsInteger ?? false;
    this.all = settings.alwaysEmitImplicit ?? false;
    this.target = {};
    this.renaming = undefined;
  }

  string(key: string, value: string | undefined): void {
    this.value(key, value, stringJson);
  }

  value<T>(key: string, value: T | undefined, form: ValueForm<T>): void {
    if (value === undefined) return;
    const name = this.name(key);
    try {
      setProperty(this.target, name, form.print(value, this));
    } catch (error) {
      throw this.within(error, name);
    }
  }

  message<T>(key: string, message: T | null | undefined, type: MessageForm<T>): void {
    if (message === undefined) return;
    const name = this.name(key);
    try {
      setProperty(this.target, name, this.object(message as T, type));
    } catch (error) {
      throw this.within(error, name);
    }
  }

  list<T>(key: string, list: readonly T[], form: ValueForm<T> | MessageForm<T>): void {
    if (list === undefined) return;
    const name = this.name(key);
    try {
      asArray(list, this);
      if (list.length === 0 && !this.all) return;
      setProperty(this.target, name, this.elements(list, form));
    } catch (error) {
      throw this.within(error, name);
    }
  }

  map<K, V>(
    key: string,
    map: ReadonlyMap<K, V>,
    keyForm: ValueForm<K>,
    form: ValueForm<V> | MessageForm<V>,
  ): void {
    if (map === undefined) return;
    const name = this.name(key);
    try {
      asMap(map, this);
      if (map.size === 0 && !this.all) return;
      setProperty(this.target, name, this.entries(map, keyForm, form));
    } catch (error) {
      throw this.within(error, name);
    }
  }

  /** A message, wherever it stands. */
  object<T>(given: T, type: MessageForm<T>): JsonValue {
    const message = asMessage(given, type.typeName, this);
    this.enter();
    const json =
      type.special === undefined
        ? this.fields(given, message, type)
        : type.special.print(message, this);
    this.depth--;
    return json;
  }

  private fields<T>(given: T, message: AnyMessage, type: MessageForm<T>): JsonObject {
    const json: JsonObject = {};
    const { target, renaming } = this;
    this.target = json;
    if (this.settings.useProtoFieldName === true) this.renaming = type.names;
    type.printFields(given, this);
    this.target = target;
    this.renaming = renaming;
    if (message["$unknown"] !== undefined && this.registry !== undefined) {
      const { settings, depth, registry } = this;
      for (const [name, value] of registry.printExtensions(
        type.typeName,
        message,
        settings,
        depth,
      )) {
        setProperty(json, name, value);
      }
    }
    return json;
  }

  private elements<T>(list: readonly T[], form: ValueForm<T> | MessageForm<T>): JsonValue[] {
    const json: JsonValue[] = [];
    let i = 0;
    try {
      for (; i < list.length; i++) json.push(this.element(list[i] as T, form));
    } catch (error) {
      throw this.within(error, i);
    }
    return json;
  }

  private entries<K, V>(
    map: ReadonlyMap<K, V>,
    keyForm: ValueForm<K>,
    form: ValueForm<V> | MessageForm<V>,
  ): JsonObject {
    const json: JsonObject = {};
    for (const [key, value] of map) {
      const name = printMapKey(key, keyForm.typeName, this);
      try {
        setProperty(json, name, this.element(value, form));
      } catch (error) {
        throw this.within(error, name);
      }
    }
    return json;
  }

  private element<T>(value: T, form: ValueForm<T> | MessageForm<T>): JsonValue {
    return form.kind === "message" ? this.object(value, form) : form.print(value, this);
  }

  private name(key: string): string {
    const name = nameOfKey(key);
    return this.renaming?.byJson.get(name) ?? name;
  }
}
