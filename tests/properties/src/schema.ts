// Contracts as data, and as text.

export const scalarTypes = [
  "double",
  "float",
  "int32",
  "int64",
  "uint32",
  "uint64",
  "sint32",
  "sint64",
  "fixed32",
  "fixed64",
  "sfixed32",
  "sfixed64",
  "bool",
  "string",
  "bytes",
] as const;

export const keyTypes = scalarTypes.filter((type) => !/^(double|float|bytes)$/.test(type));

export const wellKnownTypes = [
  "Timestamp",
  "Duration",
  "FieldMask",
  "Struct",
  "Value",
  "ListValue",
  "Empty",
  "StringValue",
  "BytesValue",
  "Int64Value",
  "UInt32Value",
  "DoubleValue",
  "BoolValue",
  "Any",
] as const;

/** Where field numbers of messages of the contract must not lie: extensions, and fields of nobody. */
export const foreignNumbers = { extensions: 400_000, unknown: 400_010, end: 400_020 } as const;

/** What a field holds: a scalar, or a type of the contract by its position, or a well-known one. */
export type TypeSpec =
  | { readonly kind: "scalar"; readonly scalar: (typeof scalarTypes)[number] }
  | { readonly kind: "message" | "enum"; readonly index: number }
  | { readonly kind: "wellKnown"; readonly name: (typeof wellKnownTypes)[number] };

export interface FieldSpec {
  readonly name: string;
  readonly number: number;
  readonly type: TypeSpec;
  /** "group" and "required" are "optional" where the language does not have them, or not of the type. */
  readonly label: "implicit" | "optional" | "required" | "repeated" | "map" | "oneof" | "group";
  /** Used by maps. */
  readonly key: (typeof keyTypes)[number];
  /** Another form than the language's own: of lists of numbers, and in editions of messages and text. */
  readonly repacked: boolean;
  readonly jstype: "JS_NORMAL" | "JS_STRING" | "JS_NUMBER";
}

export interface MessageSpec {
  readonly name: string;
  readonly oneof: string;
  readonly fields: readonly FieldSpec[];
}

export interface EnumSpec {
  /** In editions; in the others the language decides. */
  readonly closed: boolean;
  readonly values: readonly (readonly [name: string, number: number])[];
}

export type Syntax = "proto2" | "proto3" | "2023" | "2024";

export interface SchemaSpec {
  readonly syntax: Syntax;
  readonly packageName: string;
  readonly messages: readonly MessageSpec[];
  readonly enums: readonly EnumSpec[];
  /** Of the first message, where the language has extensions. */
  readonly extensions: readonly FieldSpec[];
}

/** The messages that values are made of: not those that only hold the names of others. */
export function isHolder(messageName: string): boolean {
  return /^(EnumHolder\d+|ExtensionHolder)$/.test(messageName);
}

const isEdition = ({ syntax }: SchemaSpec): boolean => syntax.startsWith("2");

/** The text of a contract. */
export function printSchema(schema: SchemaSpec): string {
  const head = isEdition(schema) ? "edition" : "syntax";
  const lines = [`${head} = "${schema.syntax}";`, `package ${schema.packageName};`];
  const files = new Set<string>();
  for (const { type } of [
    ...schema.messages.flatMap(({ fields }) => fields),
    ...schema.extensions,
  ]) {
    if (type.kind === "wellKnown") files.add(fileOf(type.name));
  }
  for (const file of [...files].sort()) lines.push(`import "google/protobuf/${file}.proto";`);
  // Names here are odd on purpose.
  if (schema.syntax === "2024") lines.push("option features.enforce_naming_style = STYLE_LEGACY;");
  schema.enums.forEach(({ closed, values }, index) => {
    // In a message of its own: the names of values are those of their surroundings.
    lines.push(`message EnumHolder${index} {`, "  enum Kind {");
    if (isEdition(schema) && closed) lines.push("    option features.enum_type = CLOSED;");
    for (const [name, number] of values) lines.push(`    ${name} = ${number};`);
    lines.push("  }", "}");
  });
  const [first] = schema.messages;
  const extensible =
    schema.syntax === "proto3" || schema.extensions.length === 0 ? undefined : first;
  for (const message of schema.messages)
    printMessage(schema, message, message === extensible, lines);
  if (extensible !== undefined) {
    lines.push("message ExtensionHolder {", `  extend .${schema.packageName}.${extensible.name} {`);
    for (const field of schema.extensions) lines.push(`    ${printField(schema, field)}`);
    lines.push("  }", "}");
  }
  return `${lines.join("\n")}\n`;
}

function printMessage(
  schema: SchemaSpec,
  message: MessageSpec,
  isExtensible: boolean,
  lines: string[],
): void {
  lines.push(`message ${message.name} {`);
  const { extensions, unknown } = foreignNumbers;
  if (isExtensible) lines.push(`  extensions ${extensions} to ${unknown - 1};`);
  const inOneof = message.fields.filter((field) => field.label === "oneof");
  for (const field of message.fields) {
    if (field.label !== "oneof") lines.push(`  ${printField(schema, field)}`);
  }
  if (inOneof.length > 0) {
    lines.push(`  oneof ${message.oneof} {`);
    for (const field of inOneof) {
      lines.push(
        `    ${printType(schema, field.type)} ${field.name} = ${field.number}${options(schema, field)};`,
      );
    }
    lines.push("  }");
  }
  lines.push("}");
}

function printField(schema: SchemaSpec, field: FieldSpec): string {
  const rest = `${field.name} = ${field.number}${options(schema, field)};`;
  const type = printType(schema, field.type);
  const optional = isEdition(schema) ? "" : "optional ";
  switch (field.label) {
    case "map": {
      // As the value of a map an enum has to have zero as its first value.
      const isZeroFirst = enumOf(schema, field)?.values[0]?.[1] ?? 0;
      return `map<${field.key}, ${isZeroFirst === 0 ? type : "int32"}> ${rest}`;
    }
    case "repeated":
      return `repeated ${type} ${rest}`;
    case "group":
      return printGroup(schema, field, `${optional}${type}`) ?? `optional ${type} ${rest}`;
    case "required":
      return isRequired(schema, field) && schema.syntax === "proto2"
        ? `required ${type} ${rest}`
        : `${optional}${type} ${rest}`;
    case "optional":
      return `${optional}${type} ${rest}`;
    default:
      return schema.syntax === "proto2" ? `optional ${type} ${rest}` : `${type} ${rest}`;
  }
}

function printGroup(schema: SchemaSpec, field: FieldSpec, inner: string): string | undefined {
  const { number } = field;
  const body = `{ ${inner} inner = 1; }`;
  if (schema.syntax === "proto2") return `repeated group Group${number} = ${number} ${body}`;
  if (!isEdition(schema)) return undefined;
  // Under the name that a group would have, and under another one.
  const name = field.repacked ? `group${number}` : field.name;
  const delimited = "features.message_encoding = DELIMITED";
  return `message Group${number} ${body} repeated Group${number} ${name} = ${number} [${delimited}];`;
}

/** Only of scalars: a message that requires itself could not be. */
function isRequired({ syntax }: SchemaSpec, { label, type }: FieldSpec): boolean {
  return label === "required" && syntax !== "proto3" && type.kind === "scalar";
}

function enumOf({ enums }: SchemaSpec, { type }: FieldSpec): EnumSpec | undefined {
  return type.kind === "enum" ? enums[type.index % enums.length] : undefined;
}

function options(schema: SchemaSpec, field: FieldSpec): string {
  const list = isEdition(schema) ? features(schema, field) : [];
  const scalar = field.type.kind === "scalar" ? field.type.scalar : "";
  if (!isEdition(schema) && field.label === "repeated" && field.repacked && isPackable(scalar)) {
    list.push(`packed = ${schema.syntax === "proto2"}`);
  }
  if (scalar.endsWith("64") && field.jstype !== "JS_NORMAL" && field.label !== "map") {
    list.push(`jstype = ${field.jstype}`);
  }
  return list.length === 0 ? "" : ` [${list.join(", ")}]`;
}

const isPackable = (scalar: string): boolean => !/^(string|bytes|)$/.test(scalar);

function features(schema: SchemaSpec, field: FieldSpec): string[] {
  const { label, type, repacked } = field;
  const list: string[] = [];
  const isMessage = type.kind === "message" || type.kind === "wellKnown";
  if (isRequired(schema, field)) list.push("features.field_presence = LEGACY_REQUIRED");
  // A message always has presence, and so has what may hold a number that its enum lacks.
  if (label === "implicit" && !isMessage && enumOf(schema, field)?.closed !== true) {
    list.push("features.field_presence = IMPLICIT");
  }
  if (!repacked) return list;
  if (
    label === "repeated" &&
    (type.kind === "enum" || (type.kind === "scalar" && isPackable(type.scalar)))
  ) {
    list.push("features.repeated_field_encoding = EXPANDED");
  }
  if (isMessage && label !== "map") list.push("features.message_encoding = DELIMITED");
  if (type.kind === "scalar" && type.scalar === "string" && label !== "map") {
    list.push("features.utf8_validation = NONE");
  }
  return list;
}

function printType(schema: SchemaSpec, type: TypeSpec): string {
  switch (type.kind) {
    case "scalar":
      return type.scalar;
    case "wellKnown":
      return `.google.protobuf.${type.name}`;
    case "enum":
      return `.${schema.packageName}.EnumHolder${type.index % schema.enums.length}.Kind`;
    case "message":
      return `.${schema.packageName}.${schema.messages[type.index % schema.messages.length]?.name}`;
  }
}

function fileOf(name: string): string {
  if (/^(Struct|Value|ListValue)$/.test(name)) return "struct";
  if (/.Value$/.test(name)) return "wrappers";
  return name.replace(/(?<=.)[A-Z]/g, "_$&").toLowerCase();
}
