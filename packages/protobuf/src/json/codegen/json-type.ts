// The JSON codec object of a message type: what `OrderJson` is in `OrderJson.print(order)`.

import { JsonError } from "../json-error.ts";
import { countNames, parseJsonText, refuseDuplicateNames } from "../json-text.ts";
import type { JsonValue } from "../json-value.ts";
import type { ParseJsonOptions } from "../parse-message.ts";
import { printJsonText } from "../print-json-text.ts";
import type { PrintJsonOptions } from "../print-message.ts";
import type { PrintJsonTextOptions } from "../to-json.ts";
import type { FieldNames, JsonReader, JsonWriter, MessageForm, SpecialForm } from "./json-form.ts";
import { JsonParseRun } from "./json-parse-run.ts";
import { readQuickly } from "./text-reader.ts";
import { TextWriter } from "./text-writer.ts";
import { ValueWriter } from "./value-writer.ts";

const noOptions = {};

/**
 * Prints and parses messages of one type as ProtoJSON, by code that was generated for it. It does what
 * `toJson` and `fromJson` do, and needs no descriptors.
 * https://protobuf.dev/programming-guides/json/
 */
export interface JsonType<T> extends MessageForm<T> {
  /**
   * A message in its JSON form, as JSON.stringify takes it.
   * @throws JsonError for values that have no JSON form
   */
  toJson(message: T, options?: PrintJsonOptions): JsonValue;
  /**
   * A message as JSON text.
   * @throws JsonError for values that have no JSON form
   */
  print(message: T, options?: PrintJsonTextOptions): string;
  /**
   * A message from its JSON form, as JSON.parse returns it.
   * @throws JsonError that tells the path of the value that does not fit
   */
  fromJson(json: JsonValue, options?: ParseJsonOptions): T;
  /**
   * Parses a message from JSON text.
   * @throws JsonError if the text is not JSON, or does not fit the message
   */
  parse(text: string, options?: ParseJsonOptions): T;
}

class GeneratedJsonType<T> implements JsonType<T> {
  readonly kind = "message";
  readonly typeName: string;
  readonly takesNull: boolean;
  readonly special: SpecialForm | undefined;
  readonly empty: () => T;
  readonly printFields: (message: T, writer: JsonWriter) => void;
  readonly parseField: (message: T, index: number, json: JsonValue, reader: JsonReader) => void;
  private readonly fields: readonly string[];
  private fieldNames: FieldNames | undefined;

  constructor(
    typeName: string,
    fields: readonly string[],
    special: SpecialForm | undefined,
    empty: () => T,
    printFields: (message: T, writer: JsonWriter) => void,
    parseField: (message: T, index: number, json: JsonValue, reader: JsonReader) => void,
  ) {
    this.typeName = typeName;
    this.takesNull = special?.takesNull ?? false;
    this.special = special;
    this.empty = empty;
    this.printFields = printFields;
    this.parseField = parseField;
    this.fields = fields;
    this.fieldNames = undefined;
  }

  get names(): FieldNames {
    this.fieldNames ??= splitNames(this.fields);
    return this.fieldNames;
  }

  toJson(message: T, options: PrintJsonOptions = noOptions): JsonValue {
    const writer = new ValueWriter(options, options.registry);
    try {
      return writer.object(message, this);
    } catch (error) {
      throw writer.failure(error);
    }
  }

  print(message: T, options: PrintJsonTextOptions = noOptions): string {
    if (options.indent) return printJsonText(this.toJson(message, options), options.indent);
    const writer = new TextWriter(options, options.registry);
    try {
      writer.object(message, this);
    } catch (error) {
      writer.output.discard();
      throw writer.failure(error);
    }
    return writer.output.finish();
  }

  fromJson(json: JsonValue, options: ParseJsonOptions = noOptions): T {
    const reader = new JsonParseRun(options, options.registry);
    try {
      return reader.message(json, this);
    } catch (error) {
      throw reader.failure(error);
    }
  }

  parse(text: string, options: ParseJsonOptions = noOptions): T {
    return readQuickly(text, this, options) ?? this.parseThoroughly(text, options);
  }

  /** For what is read rarely, and to find out what is wrong. */
  private parseThoroughly(text: string, options: ParseJsonOptions): T {
    const json = parseJsonText(text);
    const reader = new JsonParseRun(options, options.registry);
    let message: T;
    try {
      message = reader.message(json, this);
    } catch (error) {
      if (error instanceof JsonError) refuseDuplicateNames(text);
      throw reader.failure(error);
    }
    // Of a name that stands there twice JSON.parse leaves one.
    if (reader.incomplete || reader.names !== countNames(text)) refuseDuplicateNames(text);
    return message;
  }
}

function splitNames(fields: readonly string[]): FieldNames {
  const json: string[] = [];
  const byJson = new Map<string, string>();
  for (const field of fields) {
    const end = field.lastIndexOf("=");
    const name = end < 0 ? field : field.slice(0, end);
    json.push(name);
    if (end >= 0) byJson.set(name, field.slice(end + 1));
  }
  const index = new Map(json.map((name, place) => [name, place]));
  for (const [name, protoName] of byJson) {
    const place = index.get(name);
    if (place !== undefined && !index.has(protoName)) index.set(protoName, place);
  }
  const encoder = new TextEncoder();
  const keys = json.map((name) => encoder.encode(`${JSON.stringify(name)}:`));
  return { json, byJson, index, keys };
}

/**
 * For generated code: the JSON codec object of a message type.
 * @param fields names in JSON, each with `=` and that of the .proto file behind it where they differ
 */
export function jsonType<T>(
  typeName: string,
  fields: readonly string[],
  empty: () => T,
  printFields: (message: T, writer: JsonWriter) => void,
  parseField: (message: T, index: number, json: JsonValue, reader: JsonReader) => void,
): JsonType<T> {
  return new GeneratedJsonType(typeName, fields, undefined, empty, printFields, parseField);
}

/** For generated code: the JSON codec object of a well-known type. */
export function specialJsonType<T>(typeName: string, special: SpecialForm): JsonType<T> {
  return new GeneratedJsonType<T>(typeName, [], special, nothing, ignore, ignore);
}

// A special form has no fields to be asked for.
function nothing(): never {
  throw new Error("a message of this type is parsed by its form");
}

function ignore(): void {}
