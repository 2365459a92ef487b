// The JSON codec objects of message types that are known by their descriptors: what generated code has, made of
// closures at run time.

import type {
  FieldDescriptor,
  MessageDescriptor,
  OneofDescriptor,
} from "../../descriptor/descriptor.ts";
import { type DynamicMessage, messageTemplate, zeroValue } from "../../dynamic/message-template.ts";
import type { JsonValue } from "../json-value.ts";
import { wellKnownForm } from "../well-known.ts";
import { enumJson } from "./enum-form.ts";
import type {
  JsonReader,
  JsonWriter,
  MessageForm,
  ScalarForm,
  SpecialForm,
  ValueForm,
} from "./json-form.ts";
import { type JsonType, jsonType, specialJsonType } from "./json-type.ts";
import * as scalars from "./scalar-forms.ts";
import * as special from "./special-forms.ts";

type PrintMember = (message: DynamicMessage, writer: JsonWriter) => void;
type ParseField = (message: DynamicMessage, json: JsonValue, reader: JsonReader) => void;
type AnyForm = ValueForm<unknown> | MessageForm<DynamicMessage>;

/** The value of a oneof. */
interface Chosen {
  readonly case: string | undefined;
  readonly value?: unknown;
}

const types = new WeakMap<MessageDescriptor, JsonType<DynamicMessage>>();

/**
 * Returns the JSON codec object of a message type: it prints and parses what `toJson` and `fromJson` do,
 * several times faster, because the fields are looked at once and not for each message.
 */
export function jsonTypeOf(descriptor: MessageDescriptor): JsonType<DynamicMessage> {
  let type = types.get(descriptor);
  if (type === undefined) {
    type = createType(descriptor);
    types.set(descriptor, type);
  }
  return type;
}

function createType(descriptor: MessageDescriptor): JsonType<DynamicMessage> {
  const form = specialForm(descriptor);
  if (form !== undefined) return specialJsonType<DynamicMessage>(descriptor.typeName, form);
  const { fields, members } = descriptor;
  // Made at first use: messages may hold messages of their own type.
  let printers: readonly PrintMember[] | undefined;
  let parsers: readonly ParseField[] | undefined;
  return jsonType<DynamicMessage>(
    descriptor.typeName,
    fields.map(fieldNames),
    () => messageTemplate(descriptor).create(),
    (message, writer) => {
      printers ??= members.map(printerOf);
      for (let i = 0; i < printers.length; i++) printers[i]?.(message, writer);
    },
    (message, index, json, reader) => {
      parsers ??= fields.map(parserOf);
      parsers[index]?.(message, json, reader);
    },
  );
}

/** "userId=user_id": the name in JSON, and that of the contract where it differs. */
function fieldNames({ name, jsonName }: FieldDescriptor): string {
  return name === jsonName && !jsonName.includes("=") ? name : `${jsonName}=${name}`;
}

function specialForm(descriptor: MessageDescriptor): SpecialForm | undefined {
  switch (wellKnownForm(descriptor)) {
    case "any":
      return special.anyForm;
    case "timestamp":
      return special.timestampForm;
    case "duration":
      return special.durationForm;
    case "fieldMask":
      return special.fieldMaskForm;
    case "struct":
      return special.structForm;
    case "value":
      return special.valueForm;
    case "listValue":
      return special.listValueForm;
    case "wrapper": {
      const form = formOf(descriptor.fields[0] as FieldDescriptor);
      return special.wrapperForm(descriptor.typeName, form as ScalarForm<unknown>);
    }
    default:
      return undefined;
  }
}

// --- printing ----------------------------------------------------------------------------------------

function printerOf(member: FieldDescriptor | OneofDescriptor): PrintMember {
  if (member.kind === "field") return fieldPrinter(member);
  const byCase = new Map(member.fields.map((field) => [field.localName, valuePrinter(field)]));
  const { localName } = member;
  return (message, writer) => {
    const chosen = message[localName] as Chosen | undefined;
    if (chosen?.case !== undefined) byCase.get(chosen.case)?.(chosen.value, writer);
  };
}

function fieldPrinter(field: FieldDescriptor): PrintMember {
  const { localName } = field;
  const print = valuePrinter(field);
  if (field.presence || field.required || field.repeated || field.map !== undefined) {
    return (message, writer) => print(message[localName], writer);
  }
  if (field.type === "bytes") {
    return (message, writer) => {
      const value = message[localName];
      if (!(value instanceof Uint8Array) || value.length > 0 || writer.all) print(value, writer);
    };
  }
  const zero = zeroValue(field);
  // -0 is not 0 where there are fractions: it is on the wire, too.
  const isFraction = field.type === "double" || field.type === "float";
  return (message, writer) => {
    const value = message[localName];
    const isZero = isFraction ? Object.is(value, zero) : value === zero;
    if (!isZero || writer.all) print(value, writer);
  };
}

function valuePrinter(field: FieldDescriptor): (value: unknown, writer: JsonWriter) => void {
  const key = `${JSON.stringify(field.jsonName)}:`;
  if (field.map !== undefined) {
    const keyForm = keyFormOf(field.map.key);
    const form = formOf(field.map.value);
    return (value, writer) =>
      writer.map(key, value as ReadonlyMap<unknown, unknown>, keyForm, form as ValueForm<unknown>);
  }
  const form = formOf(field);
  if (field.repeated) {
    return (value, writer) =>
      writer.list(key, value as readonly unknown[], form as ValueForm<unknown>);
  }
  if (form.kind === "message") {
    return (value, writer) => writer.message(key, value as DynamicMessage | undefined, form);
  }
  if (field.type === "string") {
    return (value, writer) => writer.string(key, value as string | undefined);
  }
  return (value, writer) => writer.value(key, value, form);
}

// --- parsing -----------------------------------------------------------------------------------------

function parserOf(field: FieldDescriptor): ParseField {
  const parse = valueParser(field);
  const skipsNull = field.repeated || field.map !== undefined || !formOf(field).takesNull;
  const { localName, oneof } = field;
  if (oneof === undefined) {
    return (message, json, reader) => {
      if (skipsNull && json === null) return;
      const value = parse(json, reader);
      // An enum value that is skipped leaves the field as it is.
      if (value !== undefined) message[localName] = value;
    };
  }
  return (message, json, reader) => {
    if (skipsNull && json === null) return;
    const chosen = message[oneof.localName] as Chosen;
    if (chosen.case !== undefined) throw reader.oneofTwice(oneof.name);
    const value = parse(json, reader);
    if (value !== undefined) message[oneof.localName] = { case: localName, value };
  };
}

function valueParser(field: FieldDescriptor): (json: JsonValue, reader: JsonReader) => unknown {
  if (field.map !== undefined) {
    const keyForm = keyFormOf(field.map.key);
    const form = formOf(field.map.value);
    return (json, reader) => reader.map(json, keyForm, form as ValueForm<unknown>);
  }
  const form = formOf(field);
  if (field.repeated) return (json, reader) => reader.list(json, form as ValueForm<unknown>);
  if (form.kind === "message") return (json, reader) => reader.message(json, form);
  return (json, reader) => form.parse(json, reader);
}

// --- forms -------------------------------------------------------------------------------------------

function formOf(field: FieldDescriptor): AnyForm {
  if (field.message !== undefined) return jsonTypeOf(field.message);
  if (field.enum !== undefined) {
    const { typeName, values, open } = field.enum;
    const constants = Object.fromEntries(values.map(({ name, number }) => [name, number]));
    return enumJson<number>(typeName, constants, "", open);
  }
  const suffix = { normal: "", string: "Text", number: "Number" }[field.jstype];
  const name = `${field.type}${field.type.endsWith("64") ? suffix : ""}Json`;
  return (scalars as Readonly<Record<string, unknown>>)[name] as ValueForm<unknown>;
}

function keyFormOf(field: FieldDescriptor): ScalarForm<unknown> {
  return (field.type === "bool" ? scalars.boolKeyJson : formOf(field)) as ScalarForm<unknown>;
}
