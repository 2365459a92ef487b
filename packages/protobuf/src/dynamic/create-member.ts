// Messages from literals: what is given is copied, with maps as Maps.

import type { FieldDescriptor, OneofDescriptor } from "../descriptor/descriptor.ts";
import { mapEntries } from "../message/map-init.ts";
import { keyParser } from "./encode-member.ts";
import type { NestedCodecs } from "./field-codec.ts";
import type { DynamicMessage, OneofValue } from "./message-template.ts";

/** Copies one member of a literal into a message, if the literal has it. */
export type CreateMember = (init: DynamicMessage, message: DynamicMessage) => void;

/** The function that copies a field outside of oneofs, or a whole oneof. */
export function createMember(
  member: FieldDescriptor | OneofDescriptor,
  codecs: NestedCodecs,
): CreateMember {
  const name = member.localName;
  const copy = member.kind === "oneof" ? oneofCopier(member, codecs) : memberCopier(member, codecs);
  return (init, message) => {
    const value = init[name];
    if (value !== undefined) message[name] = copy(value);
  };
}

type Copy = (value: unknown) => unknown;

function memberCopier(field: FieldDescriptor, codecs: NestedCodecs): Copy {
  if (field.map !== undefined) {
    const copyElement = valueCopier(field.map.value, codecs);
    const parseKey = keyParser(field.map.key);
    return (value) => {
      const map = new Map<unknown, unknown>();
      for (const [key, element] of mapEntries(value as DynamicMessage, parseKey)) {
        map.set(key, copyElement(element));
      }
      return map;
    };
  }
  const copyValue = valueCopier(field, codecs);
  return field.repeated ? (value) => Array.from(value as readonly unknown[], copyValue) : copyValue;
}

function valueCopier(field: FieldDescriptor, codecs: NestedCodecs): Copy {
  if (field.message === undefined) return (value) => value;
  const nested = codecs(field.message);
  return (value) => nested.create(value);
}

function oneofCopier(oneof: OneofDescriptor, codecs: NestedCodecs): Copy {
  const cases = new Map(oneof.fields.map((field) => [field.localName, valueCopier(field, codecs)]));
  return (value) => {
    const chosen = value as OneofValue;
    const copy = chosen.case === undefined ? undefined : cases.get(chosen.case);
    return copy === undefined
      ? { case: undefined, value: undefined }
      : { case: chosen.case, value: copy(chosen.value) };
  };
}
