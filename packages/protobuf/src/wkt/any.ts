import type { MessageType } from "../message/message-type.ts";
import type { Any } from "./gen/google/protobuf/any.ts";

const prefix = "type.googleapis.com/";

/** Packs a message, with its type's name, so that it fits where any may. */
export function packAny<T, I>(type: MessageType<T, I>, message: I): Any {
  return { typeUrl: prefix + type.typeName, value: type.encode(message) };
}

/**
 * The message in an Any; undefined when it is of another type.
 *
 * @throws DecodeError when the type is right and the bytes are damaged
 */
export function unpackAny<T>(any: Any, type: MessageType<T, never>): T | undefined {
  return anyIs(any, type) ? type.decode(any.value) : undefined;
}

/** Whether an Any holds a message of this type. */
export function anyIs(any: Any, type: { readonly typeName: string }): boolean {
  return anyTypeName(any) === type.typeName;
}

/** "shop.v1.Order": the name of the type that an Any holds, or "" when it holds nothing. */
export function anyTypeName(any: Any): string {
  return any.typeUrl.slice(any.typeUrl.lastIndexOf("/") + 1);
}
