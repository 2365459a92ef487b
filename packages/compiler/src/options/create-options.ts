import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@tramline/protobuf/wkt";
import type { FieldDefinition, MessageDefinition } from "../descriptor/definitions.ts";
import { jsonName } from "../descriptor/names.ts";
import { messageOf } from "../link/link-types.ts";
import { encodeFields } from "./encode-value.ts";
import { type FieldValue, MessageValue } from "./option-value.ts";

/** An options message, or a message within one, by the names of its properties. */
type Properties = Record<string, unknown>;

/**
 * The message that goes into a descriptor: what the bundled descriptor.proto knows as properties,
 * the rest as bytes in `$unknown`.
 *
 * @param schema the message as the bundled descriptor.proto defines it
 */
export function createOptions(value: MessageValue, schema: MessageDefinition): object {
  const created = createMessage(schema);
  fill(created, value, schema);
  return created;
}

function createMessage(schema: MessageDefinition): Properties {
  const created: Properties = {};
  for (const field of schema.fields) {
    created[jsonName(field.name)] = field.proto.label === Label.REPEATED ? [] : undefined;
  }
  return created;
}

function fill(target: Properties, value: MessageValue, schema: MessageDefinition): void {
  const unknown: FieldValue[] = [];
  for (const entry of value.fields) {
    const known = knownField(schema, entry.field);
    if (known === undefined) {
      unknown.push(entry);
      continue;
    }
    const name = jsonName(known.name);
    const nested = messageOf(known);
    let property: unknown = entry.value;
    if (entry.value instanceof MessageValue && nested !== undefined) {
      const message = createMessage(nested);
      fill(message, entry.value, nested);
      property = message;
    }
    if (known.proto.type === Type.STRING && property instanceof Uint8Array) {
      property = new TextDecoder("utf-8", { ignoreBOM: true }).decode(property);
    }
    if (known.proto.label === Label.REPEATED) (target[name] as unknown[]).push(property);
    else target[name] = property;
  }
  if (unknown.length > 0) target.$unknown = encodeFields(unknown);
}

/** The field of the bundled schema that this one is, unless it is an extension or newer. */
function knownField(
  schema: MessageDefinition,
  field: FieldDefinition,
): FieldDefinition | undefined {
  if (field.extendee !== undefined) return undefined;
  return schema.fields.find(
    (known) =>
      known.proto.number === field.proto.number &&
      known.proto.label === field.proto.label &&
      known.proto.type === field.proto.type,
  );
}
