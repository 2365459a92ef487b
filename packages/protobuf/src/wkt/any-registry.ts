import { dynamicType } from "../dynamic/dynamic-type.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import type { MessageType } from "../message/message-type.ts";
import type { Registry } from "../registry/registry.ts";
import { anyTypeName } from "./any.ts";
import type { Any } from "./gen/google/protobuf/any.ts";

/**
 * The message in an Any, whatever its type, with that type, as far as the registry has it; undefined
 * when it has not, and when the Any holds nothing.
 *
 * @throws DecodeError when the type is found and the bytes are damaged
 */
export function unpackAnyFrom(
  registry: Registry,
  any: Any,
):
  | { readonly type: MessageType<DynamicMessage, DynamicMessage>; readonly message: DynamicMessage }
  | undefined {
  const descriptor = registry.getMessage(anyTypeName(any));
  if (descriptor === undefined) return undefined;
  const type = dynamicType(descriptor);
  return { type, message: type.decode(any.value) };
}
