import {
  type EnumDescriptor,
  type FieldDescriptor,
  getOption,
  type MessageDescriptor,
  type OneofDescriptor,
  wellKnownForm,
} from "@tramline/protobuf";
import { type FieldRules, oneof as oneofOption } from "@tramline/protobuf/buf/validate";
import {
  FieldBehavior,
  FieldInfo_Format,
  fieldBehavior,
  fieldInfo,
} from "@tramline/protobuf/google/api";
import { HTTP_BODY } from "../rule/binding.ts";
import type { CommentSource } from "./comment-source.ts";
import type { Schema } from "./document.ts";
import { containerKeywords, isRequiredByRules, rulesOf, valueKeywords } from "./rule-keywords.ts";

/** How messages are in JSON. */
export interface SchemaSettings {
  readonly comments: CommentSource;
  readonly useProtoFieldName: boolean;
  readonly enumAsInteger: boolean;
}

/** Oneofs with more fields are described in words: their pairs would be too many. */
const MAX_EXCLUSIVE = 6;

/** Makes the schemas of messages and enums by ProtoJSON, and collects those that are referred to. */
export class SchemaSet {
  readonly settings: SchemaSettings;
  private readonly schemas: Map<string, Schema>;

  constructor(settings: SchemaSettings) {
    this.settings = settings;
    this.schemas = new Map();
  }

  /** The schemas that were referred to, by full name, sorted. */
  get components(): Record<string, Schema> {
    return Object.fromEntries([...this.schemas].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The name of a field in JSON. */
  nameOf(field: FieldDescriptor): string {
    return this.settings.useProtoFieldName ? field.name : field.jsonName;
  }

  /** The schema of a message where it is used: a reference, or that of a form of its own. */
  message(type: MessageDescriptor): Schema {
    const special = this.specialSchema(type);
    if (special !== undefined) return special;
    return this.reference(type.typeName, () => this.objectOf(type, () => true));
  }

  /** The schema of a message with some of its fields. */
  objectOf(type: MessageDescriptor, includes: (field: FieldDescriptor) => boolean): Schema {
    const fields = type.fields.filter(includes);
    const required = fields.filter(isRequired).map((field) => this.nameOf(field));
    const exclusive = type.oneofs.flatMap((oneof) => [
      ...this.exclusions(oneof, includes),
      ...this.necessity(oneof, includes),
    ]);
    const description = this.settings.comments.textOf(type);
    return {
      type: "object",
      ...(description !== undefined && { description }),
      properties: Object.fromEntries(
        fields.map((field) => [this.nameOf(field), this.property(field)]),
      ),
      ...(required.length > 0 && { required }),
      ...(exclusive.length > 0 && { allOf: exclusive }),
    };
  }

  /** The schema of a field's value, without the description and the behavior of the field. */
  value(field: FieldDescriptor): Schema {
    const { map } = field;
    const rules = rulesOf(field);
    const keywords = (own: FieldRules | undefined, of = field): Schema =>
      valueKeywords(own, { field: of, enumAsInteger: this.settings.enumAsInteger });
    if (map !== undefined) {
      const own = rules?.type.case === "map" ? rules.type.value : undefined;
      const names = map.key.type === "string" ? keywords(own?.keys, map.key) : {};
      return {
        type: "object",
        additionalProperties: { ...this.element(map.value), ...keywords(own?.values, map.value) },
        ...(Object.keys(names).length > 0 && { propertyNames: names }),
        ...containerKeywords(rules),
      };
    }
    const one = this.element(field);
    if (!field.repeated) return { ...withNull(field, one), ...keywords(rules) };
    const items = rules?.type.case === "repeated" ? rules.type.value.items : undefined;
    return { type: "array", items: { ...one, ...keywords(items) }, ...containerKeywords(rules) };
  }

  /** The schema of a single value of a field, or of an element. */
  element(field: FieldDescriptor): Schema {
    if (field.message !== undefined) return this.message(field.message);
    if (field.enum !== undefined) return this.enumeration(field.enum);
    return { ...SCALARS[field.type as keyof typeof SCALARS], ...formatOf(field) };
  }

  private property(field: FieldDescriptor): Schema {
    const description = this.settings.comments.textOf(field);
    const behaviors = getOption(field, fieldBehavior);
    return {
      ...this.value(field),
      ...(description !== undefined && { description }),
      ...(field.deprecated && { deprecated: true }),
      ...(behaviors.includes(FieldBehavior.OUTPUT_ONLY) && { readOnly: true }),
      ...(behaviors.includes(FieldBehavior.INPUT_ONLY) && { writeOnly: true }),
    };
  }

  private enumeration(type: EnumDescriptor): Schema {
    if (type.typeName === "google.protobuf.NullValue") return { type: "null" };
    return this.reference(type.typeName, () => {
      const { comments, enumAsInteger } = this.settings;
      const lines = [comments.textOf(type) ?? ""];
      for (const value of type.values) {
        const text = comments.textOf(value);
        if (text !== undefined) lines.push(`- ${value.name}: ${text.replaceAll("\n", " ")}`);
      }
      const description = lines.join("\n").trim();
      return {
        ...(enumAsInteger
          ? { type: "integer", enum: [...new Set(type.values.map(({ number }) => number))] }
          : { type: "string", enum: type.values.map(({ name }) => name) }),
        ...(description !== "" && { description }),
      };
    });
  }

  private exclusions(
    oneof: OneofDescriptor,
    includes: (field: FieldDescriptor) => boolean,
  ): Schema[] {
    const names = oneof.fields.filter(includes).map((field) => this.nameOf(field));
    if (names.length > MAX_EXCLUSIVE) return [];
    return names.flatMap((one, index) =>
      names.slice(index + 1).map((other) => ({ not: { required: [one, other] } })),
    );
  }

  /** That one of a oneof's fields must be there, if the rules say so. */
  private necessity(
    oneof: OneofDescriptor,
    includes: (field: FieldDescriptor) => boolean,
  ): Schema[] {
    if (getOption(oneof, oneofOption)?.required !== true || !oneof.fields.every(includes))
      return [];
    return [{ anyOf: oneof.fields.map((field) => ({ required: [this.nameOf(field)] })) }];
  }

  private specialSchema(type: MessageDescriptor): Schema | undefined {
    if (type.typeName === HTTP_BODY) return { type: "string", format: "binary" };
    if (type.typeName === "google.protobuf.Empty") return { type: "object" };
    switch (wellKnownForm(type)) {
      case "timestamp":
        return { type: "string", format: "date-time" };
      case "duration":
        return { type: "string", pattern: "^-?[0-9]+(\\.[0-9]{1,9})?s$" };
      case "fieldMask":
        return { type: "string", description: "Paths of fields, separated by commas." };
      case "wrapper":
        return this.element(type.fields[0] as FieldDescriptor);
      case "struct":
        return { type: "object" };
      case "listValue":
        return { type: "array", items: {} };
      case "value":
        return {};
      case "any":
        return {
          type: "object",
          properties: { "@type": { type: "string" } },
          required: ["@type"],
        };
      default:
        return undefined;
    }
  }

  private reference(name: string, make: () => Schema): Schema {
    if (!this.schemas.has(name)) {
      // Messages may refer to themselves: the place is taken before the fields are visited.
      this.schemas.set(name, {});
      this.schemas.set(name, make());
    }
    return { $ref: `#/components/schemas/${name}` };
  }
}

/** A field of a wrapper's type may be null in JSON, which stands for absent. An element may not. */
function withNull({ message }: FieldDescriptor, schema: Schema): Schema {
  const isWrapper = message !== undefined && wellKnownForm(message) === "wrapper";
  return isWrapper ? { ...schema, type: [schema["type"], "null"] } : schema;
}

/** Whether a request must have a field. */
export function isRequired(field: FieldDescriptor): boolean {
  return (
    field.required ||
    isRequiredByRules(field) ||
    getOption(field, fieldBehavior).includes(FieldBehavior.REQUIRED)
  );
}

const FORMATS: Readonly<Record<number, string>> = {
  [FieldInfo_Format.UUID4]: "uuid",
  [FieldInfo_Format.IPV4]: "ipv4",
  [FieldInfo_Format.IPV6]: "ipv6",
};

function formatOf(field: FieldDescriptor): Schema {
  const format = FORMATS[getOption(field, fieldInfo)?.format ?? 0];
  return field.type === "string" && format !== undefined ? { format } : {};
}

const INT32 = { type: "integer", format: "int32", minimum: -2147483648, maximum: 2147483647 };
const UINT32 = { type: "integer", format: "uint32", minimum: 0, maximum: 4294967295 };
const INT64 = { type: "string", format: "int64", pattern: "^-?[0-9]+$" };
const UINT64 = { type: "string", format: "uint64", pattern: "^[0-9]+$" };

/** Scalars by ProtoJSON: 64-bit integers are strings. */
const SCALARS = {
  double: { type: "number", format: "double" },
  float: { type: "number", format: "float" },
  int32: INT32,
  sint32: INT32,
  sfixed32: INT32,
  uint32: UINT32,
  fixed32: UINT32,
  int64: INT64,
  sint64: INT64,
  sfixed64: INT64,
  uint64: UINT64,
  fixed64: UINT64,
  bool: { type: "boolean" },
  string: { type: "string" },
  bytes: { type: "string", contentEncoding: "base64" },
} as const;
