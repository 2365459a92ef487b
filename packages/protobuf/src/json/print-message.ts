// Messages to JSON, by descriptor.

import type { FieldDescriptor, MessageDescriptor } from "../descriptor/descriptor.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { getExtension, unknownFieldNumbers } from "../dynamic/extension.ts";
import type { TaggedField } from "../dynamic/field-codec.ts";
import { type DynamicMessage, type OneofValue, zeroValue } from "../dynamic/message-template.ts";
import { invalidCase, isKnownCase } from "../message/no-such-case.ts";
import type { Registry } from "../registry/registry.ts";
import { isMessage } from "../wire/empty-message.ts";
import { isNoBytes } from "../wire/get.ts";
import type { ExtensibleMessage } from "../wire/unknown-fields.ts";
import { JsonPath } from "./json-path.ts";
import type { PrintJsonSettings } from "./json-settings.ts";
import {
  describeJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setProperty,
} from "./json-value.ts";
import { printEnum, printMapKey, printScalar } from "./print-scalar.ts";
import {
  anyContent,
  emptyValue,
  finiteValue,
  printPaths,
  printTime,
  printUnknownAny,
} from "./print-well-known.ts";
import { type WellKnownForm, wellKnownForm } from "./well-known.ts";

/** How messages are printed. */
export interface PrintJsonOptions extends PrintJsonSettings {
  /** Finds the types of what google.protobuf.Any holds, and extensions. */
  readonly registry?: Registry | undefined;
}

/** One run from a message to JSON. */
export class JsonPrinter {
  private readonly registry: Registry | undefined;
  private readonly unknownAny: "error" | "base64";
  private readonly alwaysEmitImplicit: boolean;
  private readonly enumAsInteger: boolean;
  private readonly useProtoFieldName: boolean;
  private readonly path: JsonPath;

  /** @param depth the number of messages around the one to print */
  constructor(options: PrintJsonOptions, depth = 0) {
    this.registry = options.registry;
    this.unknownAny = options.unknownAny ?? "error";
    this.alwaysEmitImplicit = options.alwaysEmitImplicit ?? false;
    this.enumAsInteger = options.enumAsInteger ?? false;
    this.useProtoFieldName = options.useProtoFieldName ?? false;
    this.path = new JsonPath(depth);
  }

  message(type: MessageDescriptor, message: unknown): JsonValue {
    if (!isMessage(message)) {
      throw this.path.error(
        "JSON_TYPE",
        `invalid ${type.typeName}: expected a message, got ${describeJson(message)}`,
      );
    }
    this.path.enter();
    const form = wellKnownForm(type);
    const json =
      form === undefined ? this.fields(type, message) : this.wellKnown(form, type, message);
    this.path.leave();
    return json;
  }

  /** Prints the value of one field, whatever the form of its message. */
  only(field: FieldDescriptor, value: unknown): JsonValue {
    this.path.enter();
    this.path.push(this.useProtoFieldName ? field.name : field.jsonName);
    return this.field(field, value);
  }

  private fields(type: MessageDescriptor, message: DynamicMessage): JsonObject {
    const json: JsonObject = {};
    for (const field of type.fields) {
      let value: unknown;
      if (field.oneof === undefined) {
        value = message[field.localName];
      } else {
        const chosen = message[field.oneof.localName] as OneofValue | undefined;
        // A case without its value is invalid, as null is.
        if (chosen?.case === field.localName) value = chosen.value ?? null;
      }
      if (value === undefined || !this.isPrinted(field, value)) continue;
      const name = this.useProtoFieldName ? field.name : field.jsonName;
      this.path.push(name);
      setProperty(json, name, this.field(field, value));
      this.path.pop();
    }
    for (const oneof of type.oneofs) {
      const given = message[oneof.localName];
      if (isKnownCase(oneof, given)) continue;
      this.path.push(oneof.localName);
      throw this.path.error("JSON_TYPE", invalidCase(given));
    }
    if (this.registry !== undefined && message["$unknown"] !== undefined) {
      for (const [name, value] of this.extensions(type.typeName, message)) {
        setProperty(json, name, value);
      }
    }
    return json;
  }

  /** The extensions in a message that the registry has, by their names in brackets. */
  *extensions(typeName: string, message: ExtensibleMessage): Generator<[string, JsonValue]> {
    const extendee = this.registry?.getMessage(typeName);
    if (extendee === undefined) return;
    for (const number of unknownFieldNumbers(message, extendee)) {
      const extension = this.registry?.getExtensionByNumber(extendee, number);
      if (extension === undefined) continue;
      const value = getExtension(message, extension);
      if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
      const name = `[${extension.fullName}]`;
      this.path.push(name);
      yield [name, this.field(extension, value)];
      this.path.pop();
    }
  }

  private isPrinted(field: FieldDescriptor, value: unknown): boolean {
    if (field.presence || field.required || this.alwaysEmitImplicit) return true;
    // What is no list or map is printed, which tells what is wrong with it.
    if (field.repeated) return !Array.isArray(value) || value.length > 0;
    if (field.map !== undefined) return !(value instanceof Map) || value.size > 0;
    if (field.type === "bytes") return !isNoBytes(value);
    const zero = zeroValue(field);
    // -0 is not 0 where there are fractions: it is on the wire, too.
    return field.type === "double" || field.type === "float"
      ? !Object.is(value, zero)
      : value !== zero;
  }

  private field(field: TaggedField, value: unknown): JsonValue {
    if (field.repeated) {
      if (!Array.isArray(value)) {
        throw this.path.error(
          "JSON_TYPE",
          `invalid list: expected an array, got ${describeJson(value)}`,
        );
      }
      // Holes, too, are elements, which map() would pass over.
      return Array.from(value as unknown[], (element, index) => {
        this.path.push(index);
        const json = this.value(field, element);
        this.path.pop();
        return json;
      });
    }
    if (field.map === undefined) return this.value(field, value);
    if (!(value instanceof Map)) {
      throw this.path.error("JSON_TYPE", `invalid map: expected a Map, got ${describeJson(value)}`);
    }
    const json: JsonObject = {};
    for (const [key, element] of value) {
      const name = printMapKey(key, field.map.key.type, this.path);
      this.path.push(name);
      setProperty(json, name, this.value(field.map.value, element));
      this.path.pop();
    }
    return json;
  }

  /** A singular value, or an element. */
  private value(field: TaggedField, value: unknown): JsonValue {
    if (field.message !== undefined) return this.message(field.message, value);
    if (field.enum !== undefined)
      return printEnum(value, field.enum, this.enumAsInteger, this.path);
    return field.type === "message" || field.type === "enum"
      ? null
      : printScalar(value, field.type, field.jstype, this.path);
  }

  private wellKnown(
    form: WellKnownForm,
    type: MessageDescriptor,
    message: DynamicMessage,
  ): JsonValue {
    switch (form) {
      case "timestamp":
        return printTime(message, "timestamp", this.path);
      case "duration":
        return printTime(message, "duration", this.path);
      case "fieldMask":
        return printPaths(message, this.path);
      case "wrapper":
      case "struct":
      case "listValue": {
        const [field] = type.fields;
        return field === undefined ? null : this.field(field, message[field.localName]);
      }
      case "value":
        return this.jsonValue(type, message);
      case "any":
        return this.any(message);
    }
  }

  private jsonValue(type: MessageDescriptor, message: DynamicMessage): JsonValue {
    const kind = message["kind"] as OneofValue | undefined;
    const field = type.fields.find((candidate) => candidate.localName === kind?.case);
    if (field === undefined) throw emptyValue(this.path);
    return finiteValue(this.value(field, kind?.value), field.type, this.path);
  }

  /** The JSON form of a google.protobuf.Any. */
  any(message: DynamicMessage): JsonValue {
    const { typeUrl, typeName, value } = anyContent(message, this.path);
    const type = this.registry?.getMessage(typeName);
    if (type === undefined) return printUnknownAny(message, this.unknownAny, this.path);
    const json: JsonObject = { "@type": typeUrl };
    const printed = this.message(type, dynamicType(type).decode(value));
    if (wellKnownForm(type) === undefined && isJsonObject(printed)) {
      for (const [name, property] of Object.entries(printed)) setProperty(json, name, property);
    } else {
      json["value"] = printed;
    }
    return json;
  }
}
