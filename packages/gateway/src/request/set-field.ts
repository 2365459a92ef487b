import { dynamicType, type FieldDescriptor, type MessageDescriptor } from "@tramline/protobuf";
import { badRequest } from "./bad-request.ts";

/** A message as it is seen by descriptors: properties by local name. */
export type AnyMessage = Record<string, unknown>;

interface Chosen {
  readonly case: string | undefined;
  readonly value?: unknown;
}

/**
 * Returns the message that holds the last field of a path, making those on the way that are missing.
 *
 * @throws StatusError INVALID_ARGUMENT when a oneof on the way holds another field
 */
export function ownerOf(
  message: AnyMessage,
  path: readonly FieldDescriptor[],
  place: string,
): AnyMessage {
  let owner = message;
  for (const field of path.slice(0, -1)) {
    const existing = valueOf(owner, field);
    if (existing === undefined) checkFree(owner, field, place);
    const next = existing ?? dynamicType(field.message as MessageDescriptor).create();
    if (existing === undefined) assign(owner, field, next);
    owner = next as AnyMessage;
  }
  return owner;
}

/**
 * Checks that the oneof of a field does not hold a value.
 *
 * @throws StatusError INVALID_ARGUMENT
 */
export function checkFree(owner: AnyMessage, field: FieldDescriptor, place: string): void {
  const { oneof } = field;
  if (oneof === undefined) return;
  const chosen = owner[oneof.localName] as Chosen | undefined;
  if (chosen?.case === undefined) return;
  throw badRequest(`invalid ${place}: the oneof ${oneof.name} holds ${chosen.case} already`);
}

/** Returns the value of a field; undefined when it is absent, or its oneof holds another. */
export function valueOf(owner: AnyMessage, field: FieldDescriptor): unknown {
  const { oneof } = field;
  if (oneof === undefined) return owner[field.localName];
  const chosen = owner[oneof.localName] as Chosen | undefined;
  return chosen?.case === field.localName ? chosen.value : undefined;
}

/** Sets a field, and with it the oneof that it is in. */
export function assign(owner: AnyMessage, field: FieldDescriptor, value: unknown): void {
  const { oneof } = field;
  if (oneof === undefined) owner[field.localName] = value;
  else owner[oneof.localName] = { case: field.localName, value };
}
