// Messages from JSON, by descriptor.

import type { FieldDescriptor, MessageDescriptor } from "../descriptor/descriptor.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { setExtension } from "../dynamic/extension.ts";
import type { TaggedField } from "../dynamic/field-codec.ts";
import { type DynamicMessage, messageTemplate } from "../dynamic/message-template.ts";
import type { Registry } from "../registry/registry.ts";
import { JsonPath } from "./json-path.ts";
import type { ParseJsonSettings } from "./json-settings.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import { parseEnum, parseMapKey, parseScalar } from "./parse-scalar.ts";
import {
  anyType,
  asJsonArray,
  asJsonMap,
  asJsonMessage,
  fieldTwice,
  keyTwice,
  nullElement,
  nullMessage,
  oneofTwice,
  parsePaths,
  parseTime,
  unknownEnumValue,
  unknownField,
  unregisteredAny,
} from "./parse-well-known.ts";
import { isNullValue, valueKind, type WellKnownForm, wellKnownForm } from "./well-known.ts";

/** How JSON is parsed. */
export interface ParseJsonOptions extends ParseJsonSettings {
  /** Finds the types of what google.protobuf.Any holds, and extensions. */
  readonly registry?: Registry | undefined;
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

  /** @param depth the number of messages around the one to parse */
  constructor(options: ParseJsonOptions, depth = 0) {
    this.registry = options.registry;
    this.ignoreUnknownFields = options.ignoreUnknownFields ?? false;
    this.path = new JsonPath(depth);
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

  /** Parses a message of which the JSON of one field is known, even if the message has a form of its own. */
  only(field: FieldDescriptor, json: JsonValue): DynamicMessage {
    this.path.enter();
    this.path.push(field.jsonName);
    const message = messageTemplate(field.parent).create();
    this.field(field, json, message, new Set());
    return message;
  }

  private fields(type: MessageDescriptor, json: JsonValue, message: DynamicMessage): void {
    const names = fieldsByName(type);
    const seen = new Set<unknown>();
    const object = asJsonMessage(json, type.typeName, this.path);
    for (const name of Object.keys(object)) {
      const field = names.get(name);
      this.path.push(name);
      if (field === undefined) {
        const known = this.extension(type.typeName, name, object[name] ?? null, message);
        if (!known && !this.ignoreUnknownFields) {
          const jsonNames = type.fields.map((each) => each.jsonName);
          throw unknownField(type.typeName, jsonNames, this.path);
        }
      } else {
        if (seen.has(field)) throw fieldTwice(field.name, this.path);
        seen.add(field);
        this.field(field, object[name] ?? null, message, seen);
      }
      this.path.pop();
    }
  }

  /** Parses a property named `[full.name]` when the registry has such an extension. */
  extension(typeName: string, name: string, json: JsonValue, message: DynamicMessage): boolean {
    if (!name.startsWith("[") || !name.endsWith("]")) return false;
    const extension = this.registry?.getExtension(name.slice(1, -1));
    if (extension?.extendee.typeName !== typeName) return false;
    if (json === null && (extension.repeated || !takesNull(extension))) return true;
    const value = extension.repeated ? this.list(extension, json) : this.value(extension, json);
    if (value !== skipped) setExtension(message, extension, value);
    return true;
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
      if (seen.has(field.oneof)) throw oneofTwice(field.oneof.name, this.path);
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
    const list: unknown[] = [];
    asJsonArray(json, this.path).forEach((element, index) => {
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
    const object = asJsonMap(json, this.path);
    const map = new Map<unknown, unknown>();
    for (const name of Object.keys(object)) {
      this.path.push(name);
      const key = parseMapKey(name, keyField, this.path);
      if (map.has(key)) throw keyTwice(this.path);
      const value = this.element(valueField, object[name] ?? null);
      if (value !== skipped) map.set(key, value);
      this.path.pop();
    }
    return map;
  }

  private element(field: TaggedField, json: JsonValue): unknown {
    if (json === null && !takesNull(field)) throw nullElement(this.path);
    return this.value(field, json);
  }

  /** A singular value, or an element. */
  private value(field: TaggedField, json: JsonValue): unknown {
    if (field.message !== undefined) return this.message(field.message, json);
    if (field.enum === undefined) return parseScalar(json, field, this.path);
    const value = parseEnum(json, field.enum, this.path);
    if (value !== undefined) return value;
    if (this.ignoreUnknownFields) return skipped;
    const known = field.enum.values.map(({ name }) => name);
    throw unknownEnumValue(json, field.enum.typeName, known, this.path);
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
        const time = parseTime(json, form, this.path);
        message["seconds"] = time.seconds;
        message["nanos"] = time.nanos;
        return;
      }
      case "fieldMask":
        message["paths"] = parsePaths(json, this.path);
        return;
      case "wrapper":
      case "struct":
      case "listValue": {
        const [field] = type.fields;
        if (field === undefined) return;
        if (json === null) throw nullMessage(type.typeName, this.path);
        this.field(field, json, message, new Set());
        return;
      }
      case "value": {
        const name = valueKind(json);
        const field = type.fields.find((candidate) => candidate.localName === name);
        if (field !== undefined) this.field(field, json, message, new Set());
        return;
      }
      case "any":
        this.any(json, message);
    }
  }

  /** Fills a google.protobuf.Any. */
  any(json: JsonValue, message: DynamicMessage): void {
    const any = anyType(json, this.path);
    if (any === undefined) return;
    const type = this.registry?.getMessage(any.typeName);
    if (type === undefined) throw unregisteredAny(any.typeName, this.path);
    const value = this.message(type, this.anyContent(type, any.json));
    message["typeUrl"] = any.typeUrl;
    message["value"] = dynamicType(type).encode(value);
  }

  private anyContent(type: MessageDescriptor, json: JsonObject): JsonValue {
    if (wellKnownForm(type) === undefined) {
      return Object.fromEntries(Object.entries(json).filter(([name]) => name !== "@type"));
    }
    if (!Object.hasOwn(json, "value")) {
      throw this.path.error("JSON_ANY", `invalid Any of ${type.typeName}: missing "value"`);
    }
    return json["value"] ?? null;
  }
}

/** For these two, null is a value; anywhere else it stands for absent. */
function takesNull(field: TaggedField): boolean {
  return isNullValue(field) || field.message?.typeName === "google.protobuf.Value";
}
