import type { Reader, Writer } from "@tramline/protobuf/wire";
import type { DecodableType, EncodableType } from "../framing/message-types.ts";
import { type AnyMessageType, type Codec, protobufCodec } from "./codec.ts";

/** A message type in an encoding. */
export interface MessageCoding<T, I> extends DecodableType<T>, EncodableType<I> {}

/** A message type in another encoding than protobuf's. */
export class CodedType implements MessageCoding<unknown, unknown> {
  readonly typeName: string;
  readonly codec: Codec;
  private readonly type: AnyMessageType;

  constructor(codec: Codec, type: AnyMessageType) {
    this.typeName = type.typeName;
    this.codec = codec;
    this.type = type;
  }

  encode(message: unknown): Uint8Array {
    const bytes: unknown = this.codec.encode(message, this.type);
    if (bytes instanceof Uint8Array) return bytes;
    throw new TypeError(`the codec returned ${typeof bytes} instead of a Uint8Array`);
  }

  encodeTo(message: unknown, writer: Writer): void {
    writer.raw(this.encode(message));
  }

  decodeFrom(reader: Reader, end: number): unknown {
    // The bytes lie in memory of the network's, and the codec may keep them.
    const bytes = reader.bytes.slice(reader.position, end);
    reader.position = end;
    return this.codec.decode(bytes, this.type);
  }
}

/** Returns a message type in the encoding of a codec: of protobuf's, the type itself. */
export function codeMessages(codec: Codec, type: AnyMessageType): MessageCoding<unknown, unknown> {
  if (codec === protobufCodec) return type;
  return new CodedType(codec, type);
}
