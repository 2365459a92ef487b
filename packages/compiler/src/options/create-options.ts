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

/** The shape of objects of one message of the bundled descriptor.proto. */
interface Shape {
  /** One with nothing in it; its lists are not to be shared. */
  readonly empty: Properties;
  /** Names of the properties that are lists. */
  readonly lists: readonly string[];
  readonly properties: ReadonlyMap<number, Property>;
}

interface Property {
  readonly name: string;
  readonly field: FieldDefinition;
}

const shapes = new WeakMap<MessageDefinition, Shape>();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The message that goes into a descriptor: what the bundled descriptor.proto knows as properties,
 * the rest as bytes in `$unknown`.
 *
 * @param schema the message as the bundled descriptor.proto defines it
 */
export function createOptions(value: MessageValue, schema: MessageDefinition): object {
  const shape = shapeOf(schema);
  const created: Properties = { ...shape.empty };
  for (const name of shape.lists) created[name] = [];
  const unknown: FieldValue[] = [];
  for (const entry of value.fields) {
    const known = knownProperty(shape, entry.field);
    if (known === undefined) {
      unknown.push(entry);
      continue;
    }
    const { name, field } = known;
    const nested = messageOf(field);
    let property: unknown = entry.value;
    if (entry.value instanceof MessageValue && nested !== undefined) {
      property = createOptions(entry.value, nested);
    }
    if (field.proto.type === Type.STRING && property instanceof Uint8Array) {
      property = decoder.decode(property);
    }
    if (field.proto.label === Label.REPEATED) (created[name] as unknown[]).push(property);
    else created[name] = property;
  }
  if (unknown.length > 0) created.$unknown = encodeFields(unknown);
  return created;
}

function shapeOf(schema: MessageDefinition): Shape {
  let shape = shapes.get(schema);
  if (shape === undefined) {
    const empty: Properties = {};
    const lists: string[] = [];
    const properties = new Map<number, Property>();
    for (const field of schema.fields) {
      const name = jsonName(field.name);
      empty[name] = undefined;
      if (field.proto.label === Label.REPEATED) lists.push(name);
      properties.set(field.proto.number ?? 0, { name, field });
    }
    shape = { empty, lists, properties };
    shapes.set(schema, shape);
  }
  return shape;
}

/** The property of the bundled schema that a field is, unless it is an extension or newer. */
function knownProperty(shape: Shape, field: FieldDefinition): Property | undefined {
  if (field.extendee !== undefined) return undefined;
  const known = shape.properties.get(field.proto.number ?? 0);
  const isSame =
    known?.field.proto.label === field.proto.label && known?.field.proto.type === field.proto.type;
  return isSame ? known : undefined;
}
