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
] as const;

/** What a field holds: a scalar, or a type of the contract by its position, or a well-known one. */
export type TypeSpec =
  | { readonly kind: "scalar"; readonly scalar: (typeof scalarTypes)[number] }
  | { readonly kind: "message" | "enum"; readonly index: number }
  | { readonly kind: "wellKnown"; readonly name: (typeof wellKnownTypes)[number] };

export interface FieldSpec {
  readonly name: string;
  readonly number: number;
  readonly type: TypeSpec;
  /** "group" and "required" are "optional" where the language does not have them. */
  readonly label: "implicit" | "optional" | "required" | "repeated" | "map" | "oneof" | "group";
  /** Used by maps. */
  readonly key: (typeof keyTypes)[number];
  /** The other form than the language's own. */
  readonly repacked: boolean;
  readonly jstype: "JS_NORMAL" | "JS_STRING" | "JS_NUMBER";
}

export interface MessageSpec {
  readonly name: string;
  readonly oneof: string;
  readonly fields: readonly FieldSpec[];
}

export interface SchemaSpec {
  readonly syntax: "proto2" | "proto3";
  readonly packageName: string;
  readonly messages: readonly MessageSpec[];
  /** Names and numbers of the values of each enum. */
  readonly enums: readonly (readonly (readonly [name: string, number: number])[])[];
}

/** The text of a contract. */
export function printSchema(schema: SchemaSpec): string {
  const lines = [`syntax = "${schema.syntax}";`, `package ${schema.packageName};`];
  const files = new Set<string>();
  for (const { fields } of schema.messages) {
    for (const { type } of fields) if (type.kind === "wellKnown") files.add(fileOf(type.name));
  }
  for (const file of [...files].sort()) lines.push(`import "google/protobuf/${file}.proto";`);
  schema.enums.forEach((values, index) => {
    // In a message of its own: the names of values are those of their surroundings.
    lines.push(`message EnumHolder${index} {`, "  enum Kind {");
    for (const [name, number] of values) lines.push(`    ${name} = ${number};`);
    lines.push("  }", "}");
  });
  for (const message of schema.messages) printMessage(schema, message, lines);
  return `${lines.join("\n")}\n`;
}

function printMessage(schema: SchemaSpec, message: MessageSpec, lines: string[]): void {
  lines.push(`message ${message.name} {`);
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
  const isProto2 = schema.syntax === "proto2";
  switch (field.label) {
    case "map": {
      // As the value of a map an enum has to have zero as its first value.
      const first =
        schema.enums[field.type.kind === "enum" ? field.type.index % schema.enums.length : -1];
      const isZeroFirst = first === undefined || first[0]?.[1] === 0;
      return `map<${field.key}, ${isZeroFirst ? type : "int32"}> ${rest}`;
    }
    case "repeated":
      return `repeated ${type} ${rest}`;
    case "group":
      return isProto2
        ? `repeated group Group${field.number} = ${field.number} { optional ${type} inner = 1; }`
        : `optional ${type} ${rest}`;
    case "required":
      // Only of scalars: a message that requires itself could not be.
      return isProto2 && field.type.kind === "scalar"
        ? `required ${type} ${rest}`
        : `optional ${type} ${rest}`;
    default:
      return isProto2 || field.label === "optional"
        ? `optional ${type} ${rest}`
        : `${type} ${rest}`;
  }
}

function options(schema: SchemaSpec, field: FieldSpec): string {
  const list: string[] = [];
  const scalar = field.type.kind === "scalar" ? field.type.scalar : "";
  if (field.label === "repeated" && field.repacked && !/^(string|bytes|)$/.test(scalar)) {
    list.push(`packed = ${schema.syntax === "proto2"}`);
  }
  if (scalar.endsWith("64") && field.jstype !== "JS_NORMAL" && field.label !== "map") {
    list.push(`jstype = ${field.jstype}`);
  }
  return list.length === 0 ? "" : ` [${list.join(", ")}]`;
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
