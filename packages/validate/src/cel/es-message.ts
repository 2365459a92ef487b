// Values of Tramline's messages as the CEL library takes them. A message becomes one of @bufbuild/protobuf whose
// nested messages, lists of messages, and maps are converted when an expression reads them.

import { type CelInput, type CelUint, celList, celMap, celUint } from "@bufbuild/cel";
import { create, fromBinary, type Message, toJson } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { type StructSchema, timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  type DynamicMessage,
  dynamicType,
  type FieldDescriptor,
  type FieldShape,
  type MessageDescriptor,
  wellKnownForm,
} from "@tramline/protobuf";
import type { EsTypes } from "./es-types.ts";

type Properties = Record<string, unknown>;

/** A value of a field, of its type, as CEL takes it: a list or map too. */
export function celValue(types: EsTypes, field: FieldShape, value: unknown): CelInput {
  if (field.map !== undefined) {
    const { key, value: element } = field.map;
    const entries = new Map<bigint | string | boolean | CelUint, CelInput>();
    for (const [k, v] of value as ReadonlyMap<unknown, unknown>) {
      entries.set(
        celElement(types, key, k) as bigint | string | boolean | CelUint,
        celElement(types, element, v),
      );
    }
    return celMap(entries);
  }
  if (field.repeated) {
    return celList((value as readonly unknown[]).map((item) => celElement(types, field, item)));
  }
  return celElement(types, field, value);
}

/** A single value: of a field, of an element of a list, of a key or value of a map. */
export function celElement(types: EsTypes, field: FieldShape, value: unknown): CelInput {
  switch (field.type) {
    case "message":
      return celMessage(types, field.message as MessageDescriptor, value as DynamicMessage);
    case "enum":
    case "int32":
    case "sint32":
    case "sfixed32":
    case "int64":
    case "sint64":
    case "sfixed64":
      return BigInt(value as number | bigint | string);
    case "uint32":
    case "fixed32":
    case "uint64":
    case "fixed64":
      return celUint(BigInt(value as number | bigint | string));
    default:
      return value as CelInput;
  }
}

/**
 * A message, as CEL takes it: the value of a wrapper, a reflected message for others.
 *
 * @param fields the names of the fields that are read. Default: all
 */
export function celMessage(
  types: EsTypes,
  descriptor: MessageDescriptor,
  message: DynamicMessage,
  fields?: ReadonlySet<string>,
): CelInput {
  return reflect(types.message(descriptor), esMessage(types, descriptor, message, fields));
}

/** The time, for the variable `now`. */
export function celTime(ms: number): CelInput {
  return timestampFromMs(ms);
}

/** The forms whose representation differs between the two libraries: they go by the wire. */
const byWire = new Set<string | undefined>(["struct", "value", "listValue"]);

function esMessage(
  types: EsTypes,
  descriptor: MessageDescriptor,
  message: DynamicMessage,
  fields?: ReadonlySet<string>,
): Message {
  const desc = types.message(descriptor);
  if (byWire.has(wellKnownForm(descriptor))) {
    return fromBinary(desc, dynamicType(descriptor).encode(message));
  }
  const target = create(desc) as unknown as Properties;
  for (const member of descriptor.members) {
    if (member.kind === "oneof") {
      const chosen = message[member.localName] as { case?: string; value?: unknown } | undefined;
      const field = member.fields.find(({ localName }) => localName === chosen?.case);
      if (field !== undefined && fields?.has(field.name) !== false)
        setOneof(target, { types, descriptor, field, value: chosen?.value });
    } else if (fields?.has(member.name) !== false) {
      const value = message[member.localName];
      if (value !== undefined) setField(target, { types, descriptor, field: member, value });
    }
  }
  return target as unknown as Message;
}

/** A field of a message that is being converted. */
interface Assignment {
  readonly types: EsTypes;
  readonly descriptor: MessageDescriptor;
  readonly field: FieldDescriptor;
  readonly value: unknown;
}

function setOneof(target: Properties, assignment: Assignment): void {
  const { types, descriptor, field, value } = assignment;
  const es = types.field(descriptor, field);
  if (es.oneof === undefined) return;
  const content: Properties = { case: es.localName };
  if (field.message === undefined) content["value"] = esSingular(types, field, value);
  else defineLazy(content, "value", () => esSingular(types, field, value));
  target[es.oneof.localName] = content;
}

function setField(target: Properties, { types, descriptor, field, value }: Assignment): void {
  const es = types.field(descriptor, field);
  const name = es.localName;
  if (field.map !== undefined) {
    const element = field.map.value;
    if ((value as ReadonlyMap<unknown, unknown>).size === 0) return;
    defineLazy(target, name, () => {
      const entries: Properties = {};
      for (const [key, item] of value as ReadonlyMap<unknown, unknown>) {
        Object.defineProperty(entries, String(key), {
          value: esSingular(types, element, item),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return entries;
    });
  } else if (field.repeated && field.message === undefined && field.jstype === "normal") {
    target[name] = value;
  } else if (field.repeated) {
    defineLazy(target, name, () =>
      (value as readonly unknown[]).map((item) => esSingular(types, field, item)),
    );
  } else if (field.message !== undefined) {
    const { message } = field;
    const form = wellKnownForm(message);
    // A field of a wrapper's type holds the wrapper's value, and that of a Struct holds JSON.
    if (form === "wrapper") {
      target[name] = esSingular(
        types,
        message.fields[0] as FieldDescriptor,
        (value as DynamicMessage)["value"],
      );
    } else {
      defineLazy(target, name, () => esSingular(types, field, value));
    }
  } else {
    target[name] = esSingular(types, field, value);
  }
}

function esSingular(types: EsTypes, field: FieldShape, value: unknown): unknown {
  if (field.message !== undefined) {
    const message = esMessage(types, field.message, value as DynamicMessage);
    if (wellKnownForm(field.message) !== "struct" || isValueMember(field)) return message;
    return toJson(types.message(field.message) as typeof StructSchema, message as never);
  }
  if (field.jstype === "normal") return value;
  return field.jstype === "string" ? String(value) : BigInt(value as number | string);
}

/** A Value holds a Struct as a message. */
function isValueMember(field: FieldShape): boolean {
  return (
    field.proto.typeName === ".google.protobuf.Struct" &&
    field.file.name === "google/protobuf/struct.proto"
  );
}

/** Defines a property that is computed when it is read first. */
function defineLazy(target: object, name: string, compute: () => unknown): void {
  Object.defineProperty(target, name, {
    enumerable: true,
    configurable: true,
    get(): unknown {
      const value = compute();
      Object.defineProperty(target, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
      return value;
    },
  });
}
