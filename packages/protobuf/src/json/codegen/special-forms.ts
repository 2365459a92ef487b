// The forms of well-known types. https://protobuf.dev/programming-guides/json/

import { noBytes } from "../../wire/get.ts";
import { type JsonObject, type JsonValue, setProperty } from "../json-value.ts";
import { parseFloating, parseString } from "../parse-scalar.ts";
import {
  anyType,
  asJsonArray,
  asJsonMap,
  nullMessage,
  parsePaths,
  parseTime,
  unregisteredAny,
} from "../parse-well-known.ts";
import { printBool, printFloating, printMapKey, printString } from "../print-scalar.ts";
import {
  emptyValue,
  finiteValue,
  printPaths,
  printTime,
  printUnknownAny,
} from "../print-well-known.ts";
import type { AnyMessage, JsonReader, PrintRun, ScalarForm, SpecialForm } from "./json-form.ts";
import { asArray, asMap, asMessage } from "./print-fields.ts";

/** The JSON form of google.protobuf.Timestamp: RFC 3339 text. */
export const timestampForm: SpecialForm = {
  takesNull: false,
  print: (message, run) => printTime(message, "timestamp", run),
  parse: (json, reader) => parseTime(json, "timestamp", reader),
};

/** The JSON form of google.protobuf.Duration: seconds with the suffix `s`. */
export const durationForm: SpecialForm = {
  takesNull: false,
  print: (message, run) => printTime(message, "duration", run),
  parse: (json, reader) => parseTime(json, "duration", reader),
};

/** The JSON form of google.protobuf.FieldMask: paths with commas between. */
export const fieldMaskForm: SpecialForm = {
  takesNull: false,
  print: printPaths,
  parse: (json, reader) => ({ paths: parsePaths(json, reader) }),
};

/** For generated code: the form of a message that stands for its only field. */
export function wrapperForm<T>(typeName: string, form: ScalarForm<T>): SpecialForm {
  return {
    takesNull: false,
    // The form refuses what it cannot print.
    print: (message, run) => form.print(message["value"] as T, run),
    parse: (json, reader) => {
      if (json === null) throw nullMessage(typeName, reader);
      return { value: form.parse(json, reader) };
    },
  };
}

/** The JSON form of google.protobuf.Any: the message's JSON with `@type`. */
export const anyForm: SpecialForm = {
  takesNull: false,
  print(message, run) {
    return run.registry === undefined
      ? printUnknownAny(message, run.settings.unknownAny, run)
      : run.registry.printAny(message, run.settings, run.depth);
  },
  parse(json, reader) {
    const any = { typeUrl: "", value: noBytes };
    const type = anyType(json, reader);
    if (type === undefined) return any;
    reader.incomplete = true;
    if (reader.registry === undefined) throw unregisteredAny(type.typeName, reader);
    reader.registry.parseAny(json, any, reader.settings, reader.depth);
    return any;
  },
};

/** The JSON form of google.protobuf.Struct: an object. */
export const structForm: SpecialForm = { takesNull: false, print: printStruct, parse: parseStruct };
/** The JSON form of google.protobuf.ListValue: an array. */
export const listValueForm: SpecialForm = { takesNull: false, print: printList, parse: parseList };
/** The JSON form of google.protobuf.Value: any JSON. */
export const valueForm: SpecialForm = { takesNull: true, print: printValue, parse: parseValue };

function printStruct(message: AnyMessage, run: PrintRun): JsonObject {
  const { fields } = message;
  asMap(fields, run);
  const json: JsonObject = {};
  for (const [key, value] of fields as ReadonlyMap<unknown, unknown>) {
    const name = printMapKey(key, "string", run);
    try {
      setProperty(json, name, printNested(value, "google.protobuf.Value", printValue, run));
    } catch (error) {
      throw run.within(error, name);
    }
  }
  return json;
}

function printList(message: AnyMessage, run: PrintRun): JsonValue[] {
  const { values } = message;
  asArray(values, run);
  return (values as readonly unknown[]).map((value, index) => {
    try {
      return printNested(value, "google.protobuf.Value", printValue, run);
    } catch (error) {
      throw run.within(error, index);
    }
  });
}

function printValue(message: AnyMessage, run: PrintRun): JsonValue {
  const { case: kind, value } = (message["kind"] ?? {}) as { case?: unknown; value?: unknown };
  switch (kind) {
    case "nullValue":
      return null;
    case "numberValue":
      return finiteValue(printFloating(value, "double", run), "double", run);
    case "stringValue":
      return printString(value, run);
    case "boolValue":
      return printBool(value, run);
    case "structValue":
      return printNested(value, "google.protobuf.Struct", printStruct, run);
    case "listValue":
      return printNested(value, "google.protobuf.ListValue", printList, run);
    default:
      throw emptyValue(run);
  }
}

function printNested(
  given: unknown,
  typeName: string,
  print: (message: AnyMessage, run: PrintRun) => JsonValue,
  run: PrintRun,
): JsonValue {
  const message = asMessage(given, typeName, run);
  run.enter();
  const json = print(message, run);
  run.leave();
  return json;
}

function parseStruct(json: JsonValue, reader: JsonReader): { fields: Map<string, unknown> } {
  if (json === null) throw nullMessage("google.protobuf.Struct", reader);
  const object = asJsonMap(json, reader);
  const fields = new Map<string, unknown>();
  for (const name of Object.keys(object)) {
    reader.names++;
    try {
      fields.set(parseString(name, reader), parseNested(object[name] ?? null, parseValue, reader));
    } catch (error) {
      throw reader.within(error, name);
    }
  }
  return { fields };
}

function parseList(json: JsonValue, reader: JsonReader): { values: unknown[] } {
  if (json === null) throw nullMessage("google.protobuf.ListValue", reader);
  const values = asJsonArray(json, reader).map((element, index) => {
    try {
      return parseNested(element, parseValue, reader);
    } catch (error) {
      throw reader.within(error, index);
    }
  });
  return { values };
}

function parseValue(json: JsonValue, reader: JsonReader): { kind: object } {
  if (json === null) return { kind: { case: "nullValue", value: 0 } };
  switch (typeof json) {
    case "number":
      return { kind: { case: "numberValue", value: parseFloating(json, "double", reader) } };
    case "string":
      return { kind: { case: "stringValue", value: parseString(json, reader) } };
    case "boolean":
      return { kind: { case: "boolValue", value: json } };
    default:
      return Array.isArray(json)
        ? { kind: { case: "listValue", value: parseNested(json, parseList, reader) } }
        : { kind: { case: "structValue", value: parseNested(json, parseStruct, reader) } };
  }
}

function parseNested(
  json: JsonValue,
  parse: (json: JsonValue, reader: JsonReader) => object,
  reader: JsonReader,
): object {
  reader.enter();
  const message = parse(json, reader);
  reader.leave();
  return message;
}
