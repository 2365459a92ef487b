// Messages to JSON, by descriptor.

import type { FieldDescriptor, MessageDescriptor } from "../descriptor/descriptor.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { type ExtensibleMessage, getExtension, unknownFieldNumbers } from "../dynamic/extension.ts";
import type { TaggedField } from "../dynamic/field-codec.ts";
import { type DynamicMessage, type OneofValue, zeroValue } from "../dynamic/message-template.ts";
import type { Registry } from "../registry/registry.ts";
import { printBase64 } from "./base64.ts";
import { printDuration } from "./duration-text.ts";
import { printFieldMask } from "./field-mask-text.ts";
import { JsonPath } from "./json-path.ts";
import {
  describeJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  setProperty,
} from "./json-value.ts";
import { printEnum, printMapKey, printScalar } from "./print-scalar.ts";
import { printTimestamp, type SecondsAndNanos } from "./timestamp-text.ts";
import { type WellKnownForm, wellKnownForm } from "./well-known.ts";

/** How messages are printed. */
export interface PrintJsonOptions {
  /** Finds the types of what google.protobuf.Any holds, and extensions. */
  readonly registry?: Registry | undefined;
  /** Fields without presence are printed even when zero, empty lists and maps too. Default: false. */
  readonly alwaysEmitImplicit?: boolean | undefined;
  /**
   * What an Any of a type that is not in the registry becomes: an error (default), or an object with
   * `@type` and its content as base64 under `@value`, for people to read and nobody to parse.
   */
  readonly unknownAny?: "error" | "base64" | undefined;
  /** Enum values are printed as numbers. Default: by name. */
  readonly enumAsInteger?: boolean | undefined;
  /** Fields are named as in the .proto file. Default: lowerCamelCase, or as `json_name` says. */
  readonly useProtoFieldName?: boolean | undefined;
}

/** One run from a message to JSON. */
export class JsonPrinter {
  private readonly registry: Registry | undefined;
  private readonly unknownAny: "error" | "base64";
  private readonly alwaysEmitImplicit: boolean;
  private readonly enumAsInteger: boolean;
  private readonly useProtoFieldName: boolean;
  private readonly path: JsonPath;

  constructor(options: PrintJsonOptions) {
    this.registry = options.registry;
    this.unknownAny = options.unknownAny ?? "error";
    this.alwaysEmitImplicit = options.alwaysEmitImplicit ?? false;
    this.enumAsInteger = options.enumAsInteger ?? false;
    this.useProtoFieldName = options.useProtoFieldName ?? false;
    this.path = new JsonPath();
  }

  message(type: MessageDescriptor, message: unknown): JsonValue {
    if (!isMessage(message)) {
      throw this.path.error("JSON_TYPE", `${String(message)} is no message ${type.typeName}`);
    }
    this.path.enter();
    const form = wellKnownForm(type);
    const json =
      form === undefined ? this.fields(type, message) : this.wellKnown(form, type, message);
    this.path.leave();
    return json;
  }

  private fields(type: MessageDescriptor, message: DynamicMessage): JsonObject {
    const json: JsonObject = {};
    for (const field of type.fields) {
      let value: unknown;
      if (field.oneof === undefined) {
        value = message[field.localName];
      } else {
        const chosen = message[field.oneof.localName] as OneofValue | undefined;
        if (chosen?.case === field.localName) value = chosen.value;
      }
      if (value === undefined || !this.isPrinted(field, value)) continue;
      const name = this.useProtoFieldName ? field.name : field.jsonName;
      this.path.push(name);
      setProperty(json, name, this.field(field, value));
      this.path.pop();
    }
    if (this.registry !== undefined && message["$unknown"] !== undefined) {
      this.extensions(this.registry, type, message, json);
    }
    return json;
  }

  private extensions(
    registry: Registry,
    type: MessageDescriptor,
    message: ExtensibleMessage,
    json: JsonObject,
  ): void {
    for (const number of unknownFieldNumbers(message, type)) {
      const extension = registry.getExtensionByNumber(type, number);
      if (extension === undefined) continue;
      const value = getExtension(message, extension);
      if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
      const name = `[${extension.fullName}]`;
      this.path.push(name);
      setProperty(json, name, this.field(extension, value));
      this.path.pop();
    }
  }

  private isPrinted(field: FieldDescriptor, value: unknown): boolean {
    if (field.presence || field.required || this.alwaysEmitImplicit) return true;
    if (field.repeated) return (value as readonly unknown[]).length > 0;
    if (field.map !== undefined) return (value as ReadonlyMap<unknown, unknown>).size > 0;
    if (value instanceof Uint8Array) return value.length > 0;
    // -0 is not 0: it is on the wire, too.
    return !Object.is(value, zeroValue(field));
  }

  private field(field: TaggedField, value: unknown): JsonValue {
    if (field.repeated) {
      if (!Array.isArray(value)) throw this.path.error("JSON_TYPE", "a list is an array");
      return value.map((element, index) => {
        this.path.push(index);
        const json = this.value(field, element);
        this.path.pop();
        return json;
      });
    }
    if (field.map === undefined) return this.value(field, value);
    if (!(value instanceof Map)) throw this.path.error("JSON_TYPE", "a map is a Map");
    const json: JsonObject = {};
    for (const [key, element] of value) {
      const name = printMapKey(key, field.map.key, this.path);
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
      : printScalar(value, field.type, this.path);
  }

  private wellKnown(
    form: WellKnownForm,
    type: MessageDescriptor,
    message: DynamicMessage,
  ): JsonValue {
    switch (form) {
      case "timestamp":
        return this.text(printTimestamp(this.time(message)), "JSON_TIMESTAMP", "a timestamp");
      case "duration":
        return this.text(printDuration(this.time(message)), "JSON_DURATION", "a duration");
      case "fieldMask": {
        const paths = message["paths"];
        if (!Array.isArray(paths)) throw this.path.error("JSON_TYPE", "paths is an array");
        return this.text(printFieldMask(paths.map(String)), "JSON_FIELD_MASK", "a field mask");
      }
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

  private time(message: DynamicMessage): SecondsAndNanos {
    const { seconds, nanos } = message;
    if (typeof seconds === "bigint" && typeof nanos === "number") return { seconds, nanos };
    throw this.path.error("JSON_TYPE", "seconds is a bigint and nanos a number");
  }

  private text(
    text: string | undefined,
    code: "JSON_TIMESTAMP" | "JSON_DURATION" | "JSON_FIELD_MASK",
    what: string,
  ): string {
    if (text !== undefined) return text;
    throw this.path.error(code, `${what} with values that have no JSON form`);
  }

  private jsonValue(type: MessageDescriptor, message: DynamicMessage): JsonValue {
    const kind = message["kind"] as OneofValue | undefined;
    const field = type.fields.find((candidate) => candidate.localName === kind?.case);
    if (field === undefined) {
      throw this.path.error("JSON_VALUE", "a google.protobuf.Value holds nothing, not even null");
    }
    const json = this.value(field, kind?.value);
    if (field.type === "double" && typeof json !== "number") {
      throw this.path.error(
        "JSON_VALUE",
        `a google.protobuf.Value cannot hold ${describeJson(json)}`,
      );
    }
    return json;
  }

  private any(message: DynamicMessage): JsonValue {
    const { typeUrl, value } = message;
    if (typeof typeUrl !== "string" || !(value instanceof Uint8Array)) {
      throw this.path.error("JSON_TYPE", "typeUrl is a string and value a Uint8Array");
    }
    if (typeUrl === "" && value.length === 0) return {};
    const typeName = typeUrl.slice(typeUrl.lastIndexOf("/") + 1);
    const type = this.registry?.getMessage(typeName);
    if (type === undefined && this.unknownAny === "base64") {
      return { "@type": typeUrl, "@value": printBase64(value) };
    }
    if (type === undefined) {
      throw this.path.error(
        "JSON_ANY",
        `an Any holds a ${JSON.stringify(typeName)}, which is not in the registry; ` +
          "pass one that has it as option `registry`",
      );
    }
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

function isMessage(value: unknown): value is DynamicMessage {
  return typeof value === "object" && value !== null;
}
