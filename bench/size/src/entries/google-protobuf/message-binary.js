import { SourceContext } from "google-protobuf/google/protobuf/source_context_pb.js";

export function fromBytes(bytes) {
  return SourceContext.deserializeBinary(bytes);
}

export function toBytes(message) {
  return message.serializeBinary();
}
