// Messages by field mask: parts of them read, and parts of them changed.

import type { FieldDescriptor, MessageDescriptor } from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import {
  type DynamicMessage,
  messageTemplate,
  type OneofValue,
} from "../dynamic/message-template.ts";
import { clone, cloneValue } from "../message/clone.ts";
import { isSet, merge, mergeField, mergeMessage } from "../message/merge.ts";
import type { MessageType } from "../message/message-type.ts";
import { validateFieldMask } from "./field-mask.ts";
import type { FieldMask } from "./gen/google/protobuf/field_mask.ts";
import { type MaskTree, maskTree } from "./mask/mask-tree.ts";

/**
 * A copy of a message with only the fields that a mask covers, as for a request that asks for some
 * fields. Unknown fields outside of them are left out. Without a mask everything is copied; a mask
 * without paths covers nothing.
 *
 * @throws WellKnownError for a path that does not fit the type
 */
export function applyFieldMask<T>(
  type: MessageType<T, never> | MessageDescriptor,
  message: T,
  mask: FieldMask | undefined,
): T {
  if (mask === undefined) return clone(type, message);
  validateFieldMask(type, mask);
  return extract(messageDescriptor(type), message as DynamicMessage, maskTree(mask.paths)) as T;
}

function extract(type: MessageDescriptor, message: DynamicMessage, tree: MaskTree): DynamicMessage {
  const part = messageTemplate(type).create();
  for (const [field, below] of fieldsOf(type, tree)) {
    const value = read(message, field);
    if (value === undefined) continue;
    if (below.size > 0 && field.message !== undefined) {
      write(part, field, extract(field.message, value as DynamicMessage, below));
    } else if (field.repeated || field.map !== undefined) {
      mergeField(field, part, message);
    } else {
      write(part, field, cloneValue(field, value));
    }
  }
  return part;
}

/**
 * Changes the fields of `target` that a mask covers to what they are in `source`, as for an update:
 * scalars are replaced, also by absence; messages and maps are merged, lists appended to, unless
 * `replace` is set. Without a mask all that is set in the source is merged; a mask without paths
 * changes nothing. What is taken is copied.
 *
 * @param options `replace`: messages, lists and maps that the mask names are replaced, too. Default: false.
 * @returns the target
 * @throws WellKnownError for a path that does not fit the type
 */
export function mergeByFieldMask<T>(
  type: MessageType<T, never> | MessageDescriptor,
  target: T,
  source: T,
  mask: FieldMask | undefined,
  options: { readonly replace?: boolean | undefined } = {},
): T {
  if (mask === undefined) return merge(type, target, source);
  validateFieldMask(type, mask);
  mergeTree(
    messageDescriptor(type),
    target as DynamicMessage,
    source as DynamicMessage,
    maskTree(mask.paths),
    options.replace ?? false,
  );
  return target;
}

function mergeTree(
  type: MessageDescriptor,
  target: DynamicMessage,
  source: DynamicMessage,
  tree: MaskTree,
  replace: boolean,
): void {
  for (const [field, below] of fieldsOf(type, tree)) {
    const value = read(source, field);
    const before = read(target, field);
    if (below.size > 0 && field.message !== undefined) {
      if (value === undefined && before === undefined) continue;
      const template = messageTemplate(field.message);
      const into = (before ?? template.create()) as DynamicMessage;
      const from = (value ?? template.create()) as DynamicMessage;
      mergeTree(field.message, into, from, below, replace);
      write(target, field, into);
    } else if (field.repeated || field.map !== undefined) {
      if (replace) write(target, field, undefined);
      mergeField(field, target, source);
    } else if (field.message === undefined || replace) {
      write(target, field, value === undefined ? undefined : cloneValue(field, value));
    } else if (value !== undefined) {
      if (before === undefined) write(target, field, cloneValue(field, value));
      else mergeMessage(field.message, before as DynamicMessage, value as DynamicMessage);
    }
  }
}

function* fieldsOf(
  type: MessageDescriptor,
  tree: MaskTree,
): Generator<readonly [FieldDescriptor, MaskTree]> {
  for (const [name, below] of tree) {
    const field = type.fieldByName(name);
    if (field !== undefined) yield [field, below];
  }
}

/** The value of a field, also of one in a oneof; undefined when it is not set. */
function read(message: DynamicMessage, field: FieldDescriptor): unknown {
  if (field.oneof === undefined) {
    const value = message[field.localName];
    return field.repeated || field.map !== undefined || isSet(field, value) ? value : undefined;
  }
  const chosen = message[field.oneof.localName] as OneofValue | undefined;
  return chosen?.case === field.localName ? chosen.value : undefined;
}

/** Sets a field; undefined clears it. */
function write(message: DynamicMessage, field: FieldDescriptor, value: unknown): void {
  if (field.oneof === undefined) {
    message[field.localName] = value ?? messageTemplate(field.parent).create()[field.localName];
  } else if (value !== undefined) {
    message[field.oneof.localName] = { case: field.localName, value };
  } else if (read(message, field) !== undefined) {
    message[field.oneof.localName] = { case: undefined, value: undefined };
  }
}
