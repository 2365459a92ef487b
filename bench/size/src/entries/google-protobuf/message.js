export * from "./message-binary.js";

export function toObject(message) {
  return message.toObject();
}
