// The interpreter: codecs made from descriptors at run time, with tables of
// functions and no generated source. For messages whose contract is only known
// when the program runs: of another server's reflection, or inside an Any.

import type { MessageDescriptor } from "../descriptor/descriptor.ts";
import { type MessageType, messageType } from "../message/message-type.ts";
import type { Reader } from "../wire/reader.ts";
import type { Writer } from "../wire/writer.ts";
import { type CreateMember, createMember } from "./create-member.ts";
import { decodeField } from "./decode-field.ts";
import { encodeMember } from "./encode-member.ts";
import type { DecodeField, EncodeMember, NestedCodec } from "./field-codec.ts";
import { type DynamicMessage, type MessageTemplate, messageTemplate } from "./message-template.ts";

/** Tags below this are found by index: those of fields 1 to 63. */
const indexedTags = 512;

interface Tables {
  readonly template: MessageTemplate;
  readonly creators: readonly CreateMember[];
  readonly encoders: readonly EncodeMember[];
  readonly decoders: readonly (DecodeField | undefined)[];
  readonly highDecoders: ReadonlyMap<number, DecodeField>;
}

class DynamicCodec implements NestedCodec {
  readonly typeName: string;
  private readonly descriptor: MessageDescriptor;
  private tables: Tables | undefined;

  constructor(descriptor: MessageDescriptor) {
    this.typeName = descriptor.typeName;
    this.descriptor = descriptor;
    // Built at first use, so that types which refer to each other do not recurse here.
    this.tables = undefined;
  }

  create(init?: unknown): DynamicMessage {
    const { template, creators } = this.prepare();
    const message = template.create();
    if (init !== undefined) {
      const literal = init as DynamicMessage;
      for (let i = 0; i < creators.length; i++) creators[i]?.(literal, message);
      const unknown = literal["$unknown"];
      if (unknown !== undefined) message["$unknown"] = unknown;
    }
    return message;
  }

  encodeTo(message: DynamicMessage, writer: Writer): void {
    const { encoders } = this.prepare();
    for (let i = 0; i < encoders.length; i++) encoders[i]?.(message, writer);
    const unknown = message["$unknown"];
    if (unknown !== undefined) writer.raw(unknown as Uint8Array);
  }

  decodeFrom(reader: Reader, end: number, into?: DynamicMessage): DynamicMessage {
    const { template, decoders, highDecoders } = this.prepare();
    const message = into ?? template.create();
    while (reader.position < end) {
      const start = reader.position;
      const tag = reader.tag();
      const value = reader.position;
      const decode = tag < indexedTags ? decoders[tag] : highDecoders.get(tag);
      if (decode === undefined || !decode(reader, end, message)) {
        reader.position = value;
        reader.keepUnknown(tag, start, end, message);
      }
    }
    if (reader.position !== end) reader.overrun(end);
    if (reader.unknownOf === message) reader.storeUnknown();
    return message;
  }

  private prepare(): Tables {
    return this.tables ?? this.build();
  }

  private build(): Tables {
    const { descriptor } = this;
    const decoders: (DecodeField | undefined)[] = [];
    const highDecoders = new Map<number, DecodeField>();
    for (const field of descriptor.fields) {
      for (const [tag, decode] of decodeField(field, codecOf)) {
        if (tag < indexedTags) {
          while (decoders.length <= tag) decoders.push(undefined);
          decoders[tag] = decode;
        } else {
          highDecoders.set(tag, decode);
        }
      }
    }
    this.tables = {
      template: messageTemplate(descriptor),
      creators: descriptor.members.map((member) => createMember(member, codecOf)),
      encoders: [...descriptor.members]
        .sort((a, b) => firstNumber(a) - firstNumber(b))
        .map((member) => encodeMember(member, codecOf)),
      decoders,
      highDecoders,
    };
    return this.tables;
  }
}

function firstNumber(member: MessageDescriptor["members"][number]): number {
  if (member.kind === "field") return member.number;
  return Math.min(...member.fields.map((field) => field.number));
}

const codecs = new WeakMap<MessageDescriptor, DynamicCodec>();

/** The codec of a message type, as fields use it. */
export function codecOf(descriptor: MessageDescriptor): DynamicCodec {
  let codec = codecs.get(descriptor);
  if (codec === undefined) {
    codec = new DynamicCodec(descriptor);
    codecs.set(descriptor, codec);
  }
  return codec;
}

const types = new WeakMap<MessageDescriptor, MessageType<DynamicMessage, DynamicMessage>>();

/**
 * The codec object of a message type that is only known by its descriptor. It
 * takes and gives the same values as generated code does, and is made once for
 * each descriptor.
 */
export function dynamicType(
  descriptor: MessageDescriptor,
): MessageType<DynamicMessage, DynamicMessage> {
  let type = types.get(descriptor);
  if (type === undefined) {
    const codec = codecOf(descriptor);
    const file = () => descriptor.file;
    const create = (init?: unknown): DynamicMessage => codec.create(init);
    const encodeTo = (message: unknown, writer: Writer): void =>
      codec.encodeTo(message as DynamicMessage, writer);
    const decodeFrom = (reader: Reader, end: number, into?: DynamicMessage): DynamicMessage =>
      codec.decodeFrom(reader, end, into);
    const { typeName } = descriptor;
    const defaults = declaredDefaults(descriptor);
    type =
      defaults === undefined
        ? messageType<DynamicMessage>(typeName, file, create, encodeTo, decodeFrom)
        : messageType<DynamicMessage, object>(
            typeName,
            file,
            create,
            encodeTo,
            decodeFrom,
            defaults,
          );
    types.set(descriptor, type);
  }
  return type;
}

/** The declared defaults of absent fields, as generated code has them in `defaults`. */
function declaredDefaults(descriptor: MessageDescriptor): object | undefined {
  const declared = descriptor.fields.filter((field) => field.defaultValue !== undefined);
  if (declared.length === 0) return undefined;
  return Object.fromEntries(declared.map((field) => [field.localName, field.defaultValue]));
}
