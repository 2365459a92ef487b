import { safeNumberOf } from "../../wire/safe-bigint.ts";
import type { PrintJsonSettings } from "../json-settings.ts";
import type { JsonValue } from "../json-value.ts";
import { printJsonText } from "../print-json-text.ts";
import { printMapKey, printString } from "../print-scalar.ts";
import type { RegistryJson } from "../registry-json.ts";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
} from "./characters.ts";
import type {
  AnyMessage,
  FieldNames,
  JsonWriter,
  MessageForm,
  ValueForm,
  ValueShape,
} from "./json-form.ts";
import { Run } from "./json-run.ts";
import { asArray, asMap, asMessage, nameOfKey, protoKey } from "./print-fields.ts";
import { TextOutput } from "./text-output.ts";

/** Prints a message as text, with no objects in between. */
export class TextWriter extends Run implements JsonWriter {
  readonly settings: PrintJsonSettings;
  readonly enumAsInteger: boolean;
  readonly all: boolean;
  readonly output: TextOutput;
  /** The character before the next field: `{` or `,`. */
  private separator: number;
  /** Names of the message at hand, where fields are named as in the .proto file. */
  private renaming: FieldNames | undefined;

  constructor(settings: PrintJsonSettings, registry: { readonly json: RegistryJson } | undefined) {
    super(registry);
    this.settings = settings;
    this.enumAsInteger = settings.enumAsInteger ?? false;
    this.all = settings.alwaysEmitImplicit ?? false;
    this.output = new TextOutput();
    this.separator = OPEN_BRACE;
    this.renaming = undefined;
  }

  string(key: string, value: string | undefined): void {
    if (value === undefined) return;
    const name = this.begin(key);
    if (typeof value !== "string") this.refuse(name, value);
    this.output.string(value);
    this.separator = COMMA;
  }

  value<T>(key: string, value: T | undefined, form: ValueForm<T>): void {
    if (value === undefined) return;
    const name = this.begin(key);
    try {
      this.scalar(value, form);
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
    this.separator = COMMA;
  }

  message<T>(key: string, message: T | null | undefined, type: MessageForm<T>): void {
    if (message === undefined) return;
    const name = this.begin(key);
    try {
      this.object(message as T, type);
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
    this.separator = COMMA;
  }

  list<T>(key: string, list: readonly T[], form: ValueForm<T> | MessageForm<T>): void {
    if (list === undefined) return;
    if (Array.isArray(list) && list.length === 0 && !this.all) return;
    const name = this.begin(key);
    try {
      asArray(list, this);
      if (form.kind === "value" && form.shape === "double" && isPlain(list)) {
        // The engine prints digits faster than it hands them over.
        this.output.raw(JSON.stringify(list));
      } else {
        this.output.char(OPEN_BRACKET);
        this.elements(list, form);
        this.output.char(CLOSE_BRACKET);
      }
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
    this.separator = COMMA;
  }

  map<K, V>(
    key: string,
    map: ReadonlyMap<K, V>,
    keyForm: ValueForm<K>,
    form: ValueForm<V> | MessageForm<V>,
  ): void {
    if (map === undefined) return;
    if (map instanceof Map && map.size === 0 && !this.all) return;
    const name = this.begin(key);
    try {
      asMap(map, this);
      this.entries(map, keyForm, form);
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
    this.separator = COMMA;
  }

  /** A message, wherever it stands. */
  object<T>(given: T, type: MessageForm<T>): void {
    const message = asMessage(given, type.typeName, this);
    this.enter();
    if (type.special !== undefined) {
      this.json(type.special.print(message, this));
    } else {
      const outer = this.renaming;
      if (this.settings.useProtoFieldName === true) this.renaming = type.names;
      this.separator = OPEN_BRACE;
      type.printFields(given, this);
      this.renaming = outer;
      if (message["$unknown"] !== undefined) this.extensions(message, type.typeName);
      if (this.separator === OPEN_BRACE) this.output.char(OPEN_BRACE);
      this.output.char(CLOSE_BRACE);
    }
    this.depth--;
  }

  /** Writes the separator and the key of a field; returns the key, as it is named. */
  private begin(key: string): string {
    const name = this.renaming === undefined ? key : protoKey(key, this.renaming);
    this.output.char(this.separator);
    this.output.raw(name);
    return name;
  }

  private elements<T>(list: readonly T[], form: ValueForm<T> | MessageForm<T>): void {
    let i = 0;
    try {
      for (; i < list.length; i++) {
        if (i > 0) this.output.char(COMMA);
        const element = list[i] as T;
        if (form.kind === "message") this.object(element, form);
        else this.scalar(element, form);
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
    const { output } = this;
    let separator = OPEN_BRACE;
    for (const [key, value] of map) {
      const name = printMapKey(key, keyForm.typeName, this);
      output.char(separator);
      output.string(name);
      output.char(COLON);
      try {
        if (form.kind === "message") this.object(value, form);
        else this.scalar(value, form);
      } catch (error) {
        throw this.within(error, name);
      }
      separator = COMMA;
    }
    if (separator === OPEN_BRACE) output.char(OPEN_BRACE);
    output.char(CLOSE_BRACE);
  }

  private extensions(message: AnyMessage, typeName: string): void {
    if (this.registry === undefined) return;
    const { settings, depth, output } = this;
    for (const [name, json] of this.registry.printExtensions(typeName, message, settings, depth)) {
      output.char(this.separator);
      output.string(name);
      output.char(COLON);
      this.json(json);
      this.separator = COMMA;
    }
  }

  private scalar<T>(value: T, form: ValueForm<T>): void {
    const { output } = this;
    const { shape } = form;
    if (typeof value === "number" && isShort(value, shape)) {
      output.number(value + 0);
      return;
    }
    if (shape === "bytes" && value instanceof Uint8Array) {
      output.base64(value);
      return;
    }
    if (shape === "integer64" && typeof value === "bigint") {
      const number = safeNumberOf(value);
      // In the range of every type; the form looks at what is not.
      if (number >= 0) {
        output.quotedInteger(number);
        return;
      }
    }
    const json = form.print(value, this);
    if (typeof json === "number") output.number(json);
    else if (typeof json !== "string") output.raw(String(json));
    else if (shape === "string") output.string(json);
    else output.plainString(json);
  }

  private json(json: JsonValue): void {
    if (typeof json === "string") this.output.string(json);
    else if (typeof json === "number") this.output.number(json);
    else this.output.raw(printJsonText(json));
  }

  private refuse(name: string, value: never): void {
    try {
      printString(value, this);
    } catch (error) {
      throw this.within(error, nameOfKey(name));
    }
  }
}

/** Whether JSON.stringify prints a list of numbers as it is: it does not know of NaN, infinities and -0. */
function isPlain(list: readonly unknown[]): boolean {
  for (const value of list) {
    if (typeof value !== "number" || value - value !== 0 || Object.is(value, -0)) return false;
  }
  return true;
}

/** Whether a number is an integer as its type has them, to be seen at a glance. */
function isShort(value: number, shape: ValueShape): boolean {
  if (shape === "int32") return (value | 0) === value;
  return shape === "uint32" && value >>> 0 === value;
}
