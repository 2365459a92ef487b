import type { AnyMethodType, MessageType } from "@tramline/protobuf";

/** The descriptor of nothing: what is said in code of bytes is said by no contract. */
const noFile = () => ({ encoded: "", imports: [] });

/** The type of messages that are passed on as the bytes of their encoding. */
const bytesMessage: MessageType<Uint8Array, Uint8Array> = {
  typeName: "bytes",
  file: noFile,
  create: (init = new Uint8Array(0)) => init,
  encode: (message) => message,
  decode: (bytes) => bytes.slice(),
  encodeTo: (message, writer) => writer.raw(message),
  decodeFrom(reader, end) {
    const bytes = reader.bytes.slice(reader.position, end);
    reader.position = end;
    return bytes;
  },
};

/**
 * Returns a method of which only the path is known. Its messages are bytes, and each side may send any
 * number of them, as methods of every kind do.
 */
export function bytesMethod(path: string): AnyMethodType {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const input = bytesMessage as MessageType<unknown>;
  return {
    name,
    localName: name,
    path,
    kind: "bidiStreaming",
    input,
    output: input,
    idempotency: "unknown",
  };
}
