// New messages of a type known only by its descriptor.

import type {
  FieldDescriptor,
  FieldShape,
  MessageDescriptor,
  ScalarType,
  ScalarValue,
} from "../descriptor/descriptor.ts";
import { noBytes } from "../wire/get.ts";

/** A message as interpreter, ProtoJSON and helpers see it: properties by local name. */
export type DynamicMessage = Record<string, unknown>;

/** The value of one oneof. */
export interface OneofValue {
  readonly case: string | undefined;
  readonly value?: unknown;
}

const nothingChosen: OneofValue = Object.freeze({ case: undefined, value: undefined });

/** Makes messages of one type with all properties in place and in one order. */
export class MessageTemplate {
  private readonly constants: DynamicMessage;
  private readonly lists: readonly string[];
  private readonly maps: readonly string[];
  private readonly oneofs: readonly string[];

  constructor(message: MessageDescriptor) {
    const lists: string[] = [];
    const maps: string[] = [];
    const oneofs: string[] = [];
    this.constants = objectOf(message.members.map((member) => member.localName));
    for (const member of message.members) {
      const name = member.localName;
      this.constants[name] = member.kind === "oneof" ? nothingChosen : initialValue(member);
      if (member.kind === "oneof") oneofs.push(name);
      else if (member.repeated) lists.push(name);
      else if (member.map !== undefined) maps.push(name);
    }
    this.lists = lists;
    this.maps = maps;
    this.oneofs = oneofs;
  }

  create(): DynamicMessage {
    const message = { ...this.constants };
    for (const name of this.lists) message[name] = [];
    for (const name of this.maps) message[name] = new Map();
    for (const name of this.oneofs) message[name] = { case: undefined, value: undefined };
    return message;
  }
}

/**
 * An object with properties of these names. V8 makes a hash table of one to which more than sixteen are added one
 * by one, and ten times slower copies of that; JSON.parse gives it a layout, however many there are.
 */
function objectOf(names: readonly string[]): DynamicMessage {
  const properties = names.map((name) => `${JSON.stringify(name)}:null`);
  return JSON.parse(`{${properties.join()}}`) as DynamicMessage;
}

const templates = new WeakMap<MessageDescriptor, MessageTemplate>();

/** The template of a message type; each is made once. */
export function messageTemplate(message: MessageDescriptor): MessageTemplate {
  let template = templates.get(message);
  if (template === undefined) {
    template = new MessageTemplate(message);
    templates.set(message, template);
  }
  return template;
}

function initialValue(field: FieldDescriptor): unknown {
  if (field.presence || field.required || field.type === "message" || field.repeated) {
    return undefined;
  }
  return zeroValue(field);
}

/** The zero of a scalar or enum field, as messages hold it. */
export function zeroValue(field: FieldShape): ScalarValue {
  if (field.type === "enum") return field.enum?.values[0]?.number ?? 0;
  if (field.jstype === "string") return "0";
  if (field.jstype === "number") return 0;
  return field.type === "message" ? 0 : scalarZero(field.type);
}

function scalarZero(type: ScalarType): ScalarValue {
  switch (type) {
    case "string":
      return "";
    case "bytes":
      // Shared: an array of no length cannot be changed.
      return noBytes;
    case "bool":
      return false;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      return 0n;
    default:
      return 0;
  }
}
