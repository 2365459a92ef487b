import type { PrintJsonSettings } from "../json-settings.ts";
import type { JsonValue } from "../json-value.ts";
import { printMapKey, printString } from "../print-scalar.ts";
import type { RegistryJson } from "../registry-json.ts";
import type { AnyMessage, FieldNames, JsonWriter, MessageForm, ValueForm } from "./json-form.ts";
import { Run } from "./json-run.ts";
import { asArray, asMap, asMessage, nameOfKey, protoKey } from "./print-fields.ts";
import { quoteText } from "./quote-text.ts";

/** Prints a message as text, with no objects in between. */
export class TextWriter extends Run implements JsonWriter {
  readonly settings: PrintJsonSettings;
  readonly enumAsInteger: boolean;
  readonly all: boolean;
  text: string;
  /** What comes before the next field: `{` or `,`. */
  private separator: string;
  /** Names of the message at hand, where fields are named as in the .proto file. */
  private renaming: FieldNames | undefined;

  constructor(settings: PrintJsonSettings, registry: { readonly json: RegistryJson } | undefined) {
    super(registry);
    this.settings = settings;
    this.enumAsInteger = settings.enumAsInteger ?? false;
    this.all = settings.alwaysEmitImplicit ?? false;
    this.text = "";
    this.separator = "";
    this.renaming = undefined;
  }

  string(key: string, value: string | undefined): void {
    if (value === undefined) return;
    const name = this.renaming === undefined ? key : protoKey(key, this.renaming);
    if (typeof value !== "string") this.refuse(name, value);
    this.text += this.separator + name + quoteText(value);
    this.separator = ",";
  }

  value<T>(key: string, value: T | undefined, form: ValueForm<T>): void {
    if (value === undefined) return;
    const name = this.renaming === undefined ? key : protoKey(key, this.renaming);
    try {
      this.text += this.separator + name + scalarText(form.print(value, this), form);
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
    this.separator = ",";
  }

  message<T>(key: string, message: T | undefined, type: MessageForm<T>): void {
    if (message === undefined) return;
    const name = this.renaming === undefined ? key : protoKey(key, this.renaming);
    this.text += this.separator + name;
    try {
      this.object(message, type);
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
    this.separator = ",";
  }

  list<T>(key: string, list: readonly T[], form: ValueForm<T> | MessageForm<T>): void {
    if (list === undefined) return;
    const name = this.renaming === undefined ? key : protoKey(key, this.renaming);
    try {
      asArray(list, this);
      if (list.length === 0 && !this.all) return;
      this.text += `${this.separator}${name}[`;
      this.elements(list, form);
      this.text += "]";
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
    this.separator = ",";
  }

  map<K, V>(
    key: string,
    map: ReadonlyMap<K, V>,
    keyForm: ValueForm<K>,
    form: ValueForm<V> | MessageForm<V>,
  ): void {
    if (map === undefined) return;
    const name = this.renaming === undefined ? key : protoKey(key, this.renaming);
    try {
      asMap(map, this);
      if (map.size === 0 && !this.all) return;
      this.text += `${this.separator}${name}`;
      this.entries(map, keyForm, form);
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
    this.separator = ",";
  }

  /** A message, wherever it stands. */
  object<T>(given: T, type: MessageForm<T>): void {
    const message = asMessage(given, type.typeName, this);
    this.enter();
    if (type.special !== undefined) {
      this.text += textOf(type.special.print(message, this));
    } else {
      const outer = this.renaming;
      if (this.settings.useProtoFieldName === true) this.renaming = type.names;
      this.separator = "{";
      type.printFields(given, this);
      this.renaming = outer;
      if (message["$unknown"] !== undefined) this.extensions(message, type.typeName);
      this.text += this.separator === "{" ? "{}" : "}";
    }
    this.depth--;
  }

  private elements<T>(list: readonly T[], form: ValueForm<T> | MessageForm<T>): void {
    let i = 0;
    try {
      for (; i < list.length; i++) {
        if (i > 0) this.text += ",";
        const element = list[i] as T;
        if (form.kind === "message") this.object(element, form);
        else this.text += scalarText(form.print(element, this), form);
      }
    } catch (error) {
      throw this.within(error, i);
    }
  }

  private entries<K, V>(
    map: ReadonlyMap<K, V>,
    keyForm: ValueForm<K>,
    form: ValueForm<V> | MessageForm<V>,
  ): void {
    let separator = "{";
    for (const [key, value] of map) {
      const name = printMapKey(key, keyForm.typeName, this);
      this.text += `${separator}${quoteText(name)}:`;
      try {
        if (form.kind === "message") this.object(value, form);
        else this.text += scalarText(form.print(value, this), form);
      } catch (error) {
        throw this.within(error, name);
      }
      separator = ",";
    }
    this.text += separator === "{" ? "{}" : "}";
  }

  private extensions(message: AnyMessage, typeName: string): void {
    if (this.registry === undefined) return;
    const { settings, depth } = this;
    for (const [name, json] of this.registry.printExtensions(typeName, message, settings, depth)) {
      this.text += `${this.separator}${quoteText(name)}:${textOf(json)}`;
      this.separator = ",";
    }
  }

  private refuse(name: string, value: never): void {
    try {
      printString(value, this);
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
  }
}

/** Of scalars only strings have characters that need an escape. */
function scalarText(
  json: null | boolean | number | string,
  form: { readonly typeName: string },
): string {
  if (typeof json !== "string") return String(json);
  return form.typeName === "string" ? quoteText(json) : `"${json}"`;
}

function textOf(json: JsonValue): string {
  switch (typeof json) {
    case "string":
      return quoteText(json);
    case "number":
    case "boolean":
      return String(json);
    default:
      return JSON.stringify(json);
  }
}
