// The type of messages that pass through the proxy: bytes as they came, and messages only where JSON is spoken.
import { dynamicType, type MessageDescriptor, type MessageType } from "@tramline/protobuf";
import type { Reader, Writer } from "@tramline/protobuf/wire";
import type { Codec } from "@tramline/rpc";

/** A message by its dynamic type. */
type Message = Record<string, unknown>;

/** Counts messages that were decoded or encoded because a caller speaks JSON. */
export interface TranslationCount {
  /** Messages translated so far, in both directions. */
  translated: number;
}

/**
 * A message type of the upstream's contract whose messages are the bytes of their encoding. They are decoded
 * for those who ask by {@link create}: protocols that print JSON. A message that was parsed from JSON is an object,
 * which is encoded when it is sent.
 */
export class PassedType implements MessageType<unknown, unknown> {
  readonly typeName: string;
  /** The descriptor of the messages. */
  readonly descriptor: MessageDescriptor;
  readonly file: () => MessageDescriptor["file"];
  private readonly dynamic: MessageType<Message, Message>;
  private readonly count: TranslationCount;

  constructor(descriptor: MessageDescriptor, count: TranslationCount) {
    this.typeName = descriptor.typeName;
    this.descriptor = descriptor;
    this.file = () => descriptor.file;
    this.dynamic = dynamicType(descriptor);
    this.count = count;
  }

  /** Returns the message itself: decoded, if it is the bytes of one. */
  create(init?: unknown): Message {
    if (init === undefined) return this.dynamic.create();
    if (!(init instanceof Uint8Array)) return init as Message;
    this.count.translated += 1;
    return this.dynamic.decode(init);
  }

  encode(message: unknown): Uint8Array {
    if (message instanceof Uint8Array) return message;
    this.count.translated += 1;
    return this.dynamic.encode(message as Message);
  }

  decode(bytes: Uint8Array): unknown {
    return bytes.slice();
  }

  encodeTo(message: unknown, writer: Writer): void {
    writer.raw(this.encode(message));
  }

  decodeFrom(reader: Reader, end: number): unknown {
    // The bytes are in memory of the network's.
    const bytes = reader.bytes.slice(reader.position, end);
    reader.position = end;
    return bytes;
  }
}

/**
 * The encoding "proto" of calls that pass: of {@link PassedType}, messages are the bytes themselves; of other types, such
 * as those of the proxy's own services, they are encoded and decoded.
 */
export const passingCodec: Codec = {
  name: "proto",
  encode: (message, type) => type.encode(message as never),
  // The bytes are the codec's to keep.
  decode: (bytes, type) => (type instanceof PassedType ? bytes : type.decode(bytes)),
};
