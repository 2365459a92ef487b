import {
  type EnumDescriptor,
  type FieldDescriptor,
  type MessageDescriptor,
  type OneofDescriptor,
  type WellKnownForm,
  wellKnownForm,
} from "@tramline/protobuf";
import { writeDocComment } from "./comments.ts";
import { emitEmptyProperties } from "./emit-create.ts";
import { enumOf, isNotZeroJson, jsForm, messageOf } from "./field-code.ts";
import type { FileScope } from "./file-scope.ts";
import { access, quote, type SourceText } from "./source-text.ts";

const forms: Readonly<Record<Exclude<WellKnownForm, "wrapper">, string>> = {
  any: "anyForm",
  timestamp: "timestampForm",
  duration: "durationForm",
  fieldMask: "fieldMaskForm",
  struct: "structForm",
  value: "valueForm",
  listValue: "listValueForm",
};

/** The JSON codec object of a message, and the functions of that. */
export function emitJson(text: SourceText, scope: FileScope, message: MessageDescriptor): void {
  const name = scope.json(message);
  const type = scope.type(message);
  const open = `export const ${name}: ${scope.runtimeType("JsonType")}<${type}> = /*@__PURE__*/ `;
  text.gap();
  writeDocComment(text, [`ProtoJSON of ${message.typeName}.`]);
  const special = specialForm(scope, message);
  if (special !== undefined) {
    text.line(`${open}${scope.runtime("specialJsonType")}<${type}>(`);
    text.line(`  ${quote(message.typeName)},`);
    text.line(`  ${special},`);
    text.line(");");
    return;
  }
  const isEmpty = message.fields.length === 0;
  text.line(`${open}${scope.runtime("jsonType")}<${type}>(`);
  text.line(`  ${quote(message.typeName)},`);
  text.block("", () => emitNames(text, message), "");
  if (isEmpty) text.line("  () => ({}),");
  else {
    text.block(
      "",
      () => text.block("() => ({", () => emitEmptyProperties(text, scope, message), "}),"),
      "",
    );
  }
  text.line(`  ${isEmpty ? "() => {}" : scope.function("printJson", message)},`);
  text.line(`  ${isEmpty ? "() => {}" : scope.function("parseJson", message)},`);
  text.line(");");
  if (isEmpty) return;
  emitPrint(text, scope, message);
  emitParse(text, scope, message);
}

/** The form of a well-known type. */
function specialForm(scope: FileScope, message: MessageDescriptor): string | undefined {
  const form = wellKnownForm(message);
  if (form === undefined) return undefined;
  if (form !== "wrapper") return scope.runtime(forms[form]);
  const [field] = message.fields;
  if (field === undefined) throw new Error(`${message.typeName} wraps nothing`);
  const wrapper = `/*@__PURE__*/ ${scope.runtime("wrapperForm")}`;
  return `${wrapper}(${quote(message.typeName)}, ${formOf(scope, field)})`;
}

function emitNames(text: SourceText, message: MessageDescriptor): void {
  const names = message.fields.map((field) => quote(fieldNames(field)));
  const line = `[${names.join(", ")}],`;
  if (line.length <= 96) text.line(line);
  else text.block("[", () => names.forEach((name) => text.line(`${name},`)), "],");
}

/** "userId=user_id": the name in JSON, and that of the .proto file where it differs. */
function fieldNames(field: FieldDescriptor): string {
  const { name, jsonName } = field;
  return name === jsonName && !jsonName.includes("=") ? name : `${jsonName}=${name}`;
}

function emitPrint(text: SourceText, scope: FileScope, message: MessageDescriptor): void {
  const name = scope.function("printJson", message);
  const writer = scope.runtimeType("JsonWriter");
  text.gap();
  text.block(`function ${name}(m: ${scope.type(message)}, w: ${writer}): void {`, () => {
    for (const member of message.members) {
      if (member.kind === "oneof") {
        emitPrintOneof(text, scope, member);
        continue;
      }
      const value = access("m", member.localName);
      const print = printValue(scope, member, value);
      const always = member.presence || member.required || member.repeated || member.map;
      text.line(always ? print : `if (${isNotZeroJson(scope, member, value)} || w.all) ${print}`);
    }
  });
}

function emitPrintOneof(text: SourceText, scope: FileScope, oneof: OneofDescriptor): void {
  const union = access("m", oneof.localName);
  text.block(`switch (${union}?.case) {`, () => {
    for (const field of oneof.fields) {
      text.block(
        `case ${quote(field.localName)}:`,
        () => {
          // A case without its value throws, as null does.
          text.line(printValue(scope, field, `${union}.value ?? null`));
          text.line("break;");
        },
        "",
      );
    }
    text.line("default:");
    text.line(`  w.noCase(${quote(oneof.localName)}, ${union});`);
  });
}

/** Statement that prints a field. */
function printValue(scope: FileScope, field: FieldDescriptor, value: string): string {
  const key = keyText(field.jsonName);
  if (field.map !== undefined) {
    const { key: keyField, value: valueField } = field.map;
    return `w.map(${key}, ${value}, ${keyFormOf(scope, keyField)}, ${formOf(scope, valueField)});`;
  }
  if (field.repeated) return `w.list(${key}, ${value}, ${formOf(scope, field)});`;
  if (field.type === "message") return `w.message(${key}, ${value}, ${formOf(scope, field)});`;
  if (field.type === "string") return `w.string(${key}, ${value});`;
  return `w.value(${key}, ${value}, ${formOf(scope, field)});`;
}

/** The name in JSON as a literal of what JSON text has there. */
function keyText(name: string): string {
  return /^[\w$]+$/.test(name) ? `'"${name}":'` : quote(`${quote(name)}:`);
}

function emitParse(text: SourceText, scope: FileScope, message: MessageDescriptor): void {
  const name = scope.function("parseJson", message);
  const json = scope.runtimeType("JsonValue");
  const reader = scope.runtimeType("JsonReader");
  const type = scope.type(message);
  text.gap();
  text.block(
    `function ${name}(m: ${type}, field: number, value: ${json}, r: ${reader}): void {`,
    () =>
      text.block("switch (field) {", () => {
        message.fields.forEach((field, index) => emitParseField(text, scope, field, index));
      }),
  );
}

function emitParseField(
  text: SourceText,
  scope: FileScope,
  field: FieldDescriptor,
  index: number,
): void {
  const guard = field.repeated || field.map !== undefined || !takesNull(field);
  text.block(
    `case ${index}:${field.oneof === undefined || guard ? "" : " {"}`,
    () => {
      if (field.oneof === undefined) {
        text.line(`${guard ? "if (value !== null) " : ""}${parseValue(scope, field)}`);
      } else if (guard) {
        const { oneof } = field;
        text.block("if (value !== null) {", () => emitParseOneof(text, scope, field, oneof));
      } else {
        emitParseOneof(text, scope, field, field.oneof);
      }
      text.line("break;");
    },
    field.oneof === undefined || guard ? "" : "}",
  );
}

function emitParseOneof(
  text: SourceText,
  scope: FileScope,
  field: FieldDescriptor,
  oneof: OneofDescriptor,
): void {
  const union = access("m", oneof.localName);
  const name = quote(field.localName);
  text.line(`if (${union}.case !== undefined) throw r.oneofTwice(${quote(oneof.name)});`);
  if (field.type === "enum") {
    text.line(`const item = ${formOf(scope, field)}.parse(value, r);`);
    text.line(`if (item !== undefined) ${union} = { case: ${name}, value: item };`);
  } else {
    text.line(`${union} = { case: ${name}, value: ${parsed(scope, field)} };`);
  }
}

/** Statement that parses a field outside of oneofs. */
function parseValue(scope: FileScope, field: FieldDescriptor): string {
  const target = access("m", field.localName);
  if (field.map !== undefined) {
    const { key, value } = field.map;
    return `${target} = r.map(value, ${keyFormOf(scope, key)}, ${formOf(scope, value)});`;
  }
  if (field.repeated) return `${target} = r.list(value, ${formOf(scope, field)});`;
  // An enum value that is skipped leaves the field as it is.
  const kept = field.type === "enum" ? ` ?? ${target}` : "";
  return `${target} = ${parsed(scope, field)}${kept};`;
}

function parsed(scope: FileScope, field: FieldDescriptor): string {
  const form = formOf(scope, field);
  return field.type === "message" ? `r.message(value, ${form})` : `${form}.parse(value, r)`;
}

/** For these two, null is a value; anywhere else it stands for absent. */
function takesNull(field: FieldDescriptor): boolean {
  return (
    field.message?.typeName === "google.protobuf.Value" ||
    field.enum?.typeName === "google.protobuf.NullValue"
  );
}

/** How a value of the field's type looks in JSON. */
function formOf(scope: FileScope, field: FieldDescriptor): string {
  if (field.type === "message") return scope.json(messageOf(field));
  if (field.type === "enum") return scope.function("json", enumOf(field));
  const form = jsForm(field);
  const suffix = form === undefined ? "" : form === "string" ? "Text" : "Number";
  return scope.runtime(`${field.type}${suffix}Json`);
}

function keyFormOf(scope: FileScope, field: FieldDescriptor): string {
  return field.type === "bool" ? scope.runtime("boolKeyJson") : formOf(scope, field);
}

/** The enums that the fields of these messages have. */
export function jsonEnums(messages: readonly MessageDescriptor[]): Set<EnumDescriptor> {
  const found = new Set<EnumDescriptor>();
  for (const message of messages) {
    if (wellKnownForm(message) !== undefined) continue;
    for (const field of message.fields) {
      const value = field.map === undefined ? field : field.map.value;
      if (value.enum !== undefined) found.add(value.enum);
    }
  }
  return found;
}

/** How an enum looks in JSON: a constant that only its file has. */
export function emitEnumJson(text: SourceText, scope: FileScope, descriptor: EnumDescriptor): void {
  const prefix = descriptor.sharedPrefix;
  const type = scope.type(descriptor);
  text.gap();
  text.line(
    `const ${scope.function("json", descriptor)}: ${scope.runtimeType("ValueForm")}<${type}> = ` +
      `/*@__PURE__*/ ${scope.runtime("enumJson")}<${type}>(`,
  );
  text.line(`  ${quote(descriptor.typeName)},`);
  if (descriptor.values.every((value) => prefix + value.localName === value.name)) {
    text.line(`  ${scope.value(descriptor)},`);
    text.line(`  ${quote(prefix)},`);
  } else {
    const constants = descriptor.values.map((value) => `[${quote(value.name)}]: ${value.number}`);
    text.line(`  { ${constants.join(", ")} } as const,`);
    text.line('  "",');
  }
  text.line(`  ${descriptor.open},`);
  text.line(");");
}
