// Messages from JSON, by descriptor.

import type { FieldDescriptor, MessageDescriptor } from "../descriptor/descriptor.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { setExtension } from "../dynamic/extension.ts";
import type { TaggedField } from "../dynamic/field-codec.ts";
import { type DynamicMessage, messageTemplate } from "../dynamic/message-template.ts";
import type { Registry } from "../registry/registry.ts";
import { parseDuration } from "./duration-text.ts";
import { parseFieldMask } from "./field-mask-text.ts";
import { JsonPath } from "./json-path.ts";
import { describeJson, isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";
import { parseEnum, parseMapKey, parseScalar } from "./parse-scalar.ts";
import { parseTimestamp } from "./timestamp-text.ts";
import { isNullValue, type WellKnownForm, wellKnownForm } from "./well-known.ts";

/** How JSON is parsed. */
export interface ParseJsonOptions {
  /** Finds the types of what google.protobuf.Any holds, and extensions. */
  readonly registry?: Registry | undefined;
  /** Fields and enum values that the contract does not have are skipped. Default: an error. */
  readonly ignoreUnknownFields?: boolean | undefined;
}

/** An enum value to be skipped, since unknown ones are ignored. */
const skipped = Symbol("skipped");

const fieldNames = new WeakMap<MessageDescriptor, ReadonlyMap<string, FieldDescriptor>>();

/** Fields by JSON name, and by the name in the .proto file. */
function fieldsByName(type: MessageDescriptor): ReadonlyMap<string, FieldDescriptor> {
  let names = fieldNames.get(type);
  if (names === undefined) {
    const made = new Map<string, FieldDescriptor>();
    for (const field of type.fields) made.set(field.name, field);
    for (const field of type.fields) made.set(field.jsonName, field);
    fieldNames.set(type, made);
    names = made;
  }
  return names;
}

/** One run from JSON to a message. */
export class JsonParser {
  private readonly registry: Registry | undefined;
  private readonly ignoreUnknownFields: boolean;
  private readonly path: JsonPath;

  constructor(options: ParseJsonOptions) {
    this.registry = options.registry;
    this.ignoreUnknownFields = options.ignoreUnknownFields ?? false;
    this.path = new JsonPath();
  }

  message(type: MessageDescriptor, json: JsonValue): DynamicMessage {
    this.path.enter();
    const message = messageTemplate(type).create();
    const form = wellKnownForm(type);
    if (form !== undefined) this.wellKnown(form, type, json, message);
    else this.fields(type, json, message);
    this.path.leave();
    return message;
  }

  private fields(type: MessageDescriptor, json: JsonValue, message: DynamicMessage): void {
    if (!isJsonObject(json)) {
      throw this.path.error(
        "JSON_TYPE",
        `an object (${type.typeName}) was expected, not ${describeJson(json)}`,
      );
    }
    const names = fieldsByName(type);
    const seen = new Set<unknown>();
    for (const name of Object.keys(json)) {
      const field = names.get(name);
      this.path.push(name);
      if (field === undefined) {
        const known = this.extension(type, name, json[name] ?? null, message);
        if (!known && !this.ignoreUnknownFields) throw this.unknownField(type);
      } else {
        if (seen.has(field)) {
          throw this.path.error("JSON_FIELD_TWICE", `${field.name} is given under two names`);
        }
        seen.add(field);
        this.field(field, json[name] ?? null, message, seen);
      }
      this.path.pop();
    }
  }

  /** Parses a property named `[full.name]` when the registry has such an extension. */
  private extension(
    type: MessageDescriptor,
    name: string,
    json: JsonValue,
    message: DynamicMessage,
  ): boolean {
    if (!name.startsWith("[") || !name.endsWith("]")) return false;
    const extension = this.registry?.getExtension(name.slice(1, -1));
    if (extension?.extendee.typeName !== type.typeName) return false;
    if (json === null && (extension.repeated || !takesNull(extension))) return true;
    const value = extension.repeated ? this.list(extension, json) : this.value(extension, json);
    if (value !== skipped) setExtension(message, extension, value);
    return true;
  }

  private unknownField(type: MessageDescriptor): Error {
    const known = type.fields.map((field) => field.jsonName);
    const shown = known.slice(0, 10).join(", ") + (known.length > 10 ? ", …" : "");
    return this.path.error(
      "JSON_FIELD_UNKNOWN",
      `${type.typeName} has no such field` + (known.length === 0 ? "" : `; it has ${shown}`),
    );
  }

  private field(
    field: FieldDescriptor,
    json: JsonValue,
    message: DynamicMessage,
    seen: Set<unknown>,
  ): void {
    const isList = field.repeated || field.map !== undefined;
    if (json === null && (isList || !takesNull(field))) return;
    if (field.oneof !== undefined) {
      if (seen.has(field.oneof)) {
        throw this.path.error(
          "JSON_ONEOF_TWICE",
          `another field of oneof ${field.oneof.name} is given, too`,
        );
      }
      const value = this.value(field, json);
      if (value === skipped) return;
      seen.add(field.oneof);
      message[field.oneof.localName] = { case: field.localName, value };
      return;
    }
    if (field.repeated) {
      message[field.localName] = this.list(field, json);
    } else if (field.map !== undefined) {
      message[field.localName] = this.map(field.map.key, field.map.value, json);
    } else {
      const value = this.value(field, json);
      if (value !== skipped) message[field.localName] = value;
    }
  }

  private list(field: TaggedField, json: JsonValue): unknown[] {
    if (!Array.isArray(json)) {
      throw this.path.error("JSON_TYPE", `an array was expected, not ${describeJson(json)}`);
    }
    const list: unknown[] = [];
    json.forEach((element, index) => {
      this.path.push(index);
      const value = this.element(field, element);
      if (value !== skipped) list.push(value);
      this.path.pop();
    });
    return list;
  }

  private map(
    keyField: FieldDescriptor,
    valueField: FieldDescriptor,
    json: JsonValue,
  ): Map<unknown, unknown> {
    if (!isJsonObject(json)) {
      throw this.path.error("JSON_TYPE", `an object was expected, not ${describeJson(json)}`);
    }
    const map = new Map<unknown, unknown>();
    for (const name of Object.keys(json)) {
      this.path.push(name);
      const key = parseMapKey(name, keyField, this.path);
      if (map.has(key)) throw this.path.error("JSON_MAP_KEY", "the same key is given twice");
      const value = this.element(valueField, json[name] ?? null);
      if (value !== skipped) map.set(key, value);
      this.path.pop();
    }
    return map;
  }

  private element(field: TaggedField, json: JsonValue): unknown {
    if (json === null && !takesNull(field)) {
      throw this.path.error("JSON_NULL", "null is no element of a list or map");
    }
    return this.value(field, json);
  }

  /** A singular value, or an element. */
  private value(field: TaggedField, json: JsonValue): unknown {
    if (field.message !== undefined) return this.message(field.message, json);
    if (field.enum === undefined) return parseScalar(json, field, this.path);
    const value = parseEnum(json, field.enum, this.path);
    if (value !== undefined) return value;
    if (this.ignoreUnknownFields) return skipped;
    throw this.path.error(
      "JSON_ENUM_VALUE",
      `enum ${field.enum.typeName} has no value ${describeJson(json)}`,
    );
  }

  private wellKnown(
    form: WellKnownForm,
    type: MessageDescriptor,
    json: JsonValue,
    message: DynamicMessage,
  ): void {
    switch (form) {
      case "timestamp":
      case "duration": {
        const text = this.text(json, `a ${form} as string`);
        const time = form === "timestamp" ? parseTimestamp(text) : parseDuration(text);
        if (time === undefined) {
          throw form === "timestamp"
            ? this.path.error(
                "JSON_TIMESTAMP",
                `${describeJson(json)} is no time like "2026-01-31T12:00:00Z"`,
              )
            : this.path.error("JSON_DURATION", `${describeJson(json)} is no duration like "1.5s"`);
        }
        message["seconds"] = time.seconds;
        message["nanos"] = time.nanos;
        return;
      }
      case "fieldMask": {
        const paths = parseFieldMask(this.text(json, "field names in a string"));
        if (paths === undefined) {
          throw this.path.error(
            "JSON_FIELD_MASK",
            `${describeJson(json)} is no list like "name,address.zipCode"`,
          );
        }
        message["paths"] = paths;
        return;
      }
      case "wrapper":
      case "struct":
      case "listValue": {
        const [field] = type.fields;
        if (field === undefined) return;
        if (json === null) throw this.path.error("JSON_NULL", `null is no ${type.typeName}`);
        this.field(field, json, message, new Set());
        return;
      }
      case "value": {
        const name = valueField(json);
        const field = type.fields.find((candidate) => candidate.localName === name);
        if (field !== undefined) this.field(field, json, message, new Set());
        return;
      }
      case "any":
        this.any(json, message);
    }
  }

  private text(json: JsonValue, wanted: string): string {
    if (typeof json === "string") return json;
    throw this.path.error("JSON_TYPE", `${wanted} was expected, not ${describeJson(json)}`);
  }

  private any(json: JsonValue, message: DynamicMessage): void {
    if (!isJsonObject(json)) {
      throw this.path.error(
        "JSON_TYPE",
        `an object with "@type" was expected, not ${describeJson(json)}`,
      );
    }
    if (Object.keys(json).length === 0) return;
    const typeUrl = Object.hasOwn(json, "@type") ? json["@type"] : undefined;
    if (typeof typeUrl !== "string" || !/[^/]$/.test(typeUrl)) {
      throw this.path.error("JSON_ANY", 'an Any needs "@type": "type.googleapis.com/full.Name"');
    }
    const typeName = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
    const type = this.registry?.getMessage(typeName);
    if (type === undefined) {
      throw this.path.error(
        "JSON_ANY",
        `${JSON.stringify(typeName)} is not in the registry; pass one that has it as option \`registry\``,
      );
    }
    const value = this.message(type, this.anyContent(type, json));
    message["typeUrl"] = typeUrl;
    message["value"] = dynamicType(type).encode(value);
  }

  private anyContent(type: MessageDescriptor, json: JsonObject): JsonValue {
    if (wellKnownForm(type) === undefined) {
      return Object.fromEntries(Object.entries(json).filter(([name]) => name !== "@type"));
    }
    if (!Object.hasOwn(json, "value")) {
      throw this.path.error("JSON_ANY", `an Any of ${type.typeName} needs "value"`);
    }
    return json["value"] ?? null;
  }
}

/** For these two, null is a value; anywhere else it stands for absent. */
function takesNull(field: TaggedField): boolean {
  return isNullValue(field) || field.message?.typeName === "google.protobuf.Value";
}

function valueField(json: JsonValue): string {
  if (json === null) return "nullValue";
  switch (typeof json) {
    case "number":
      return "numberValue";
    case "string":
      return "stringValue";
    case "boolean":
      return "boolValue";
    default:
      return Array.isArray(json) ? "listValue" : "structValue";
  }
}
