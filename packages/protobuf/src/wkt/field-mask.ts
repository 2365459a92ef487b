// Masks as sets of paths. A path names fields as the .proto file does, with dots between: "address.zip_code".
// https://protobuf.dev/reference/protobuf/google.protobuf/#field-mask

import type { MessageDescriptor } from "../descriptor/descriptor.ts";
import { messageDescriptor } from "../descriptor/descriptor-of.ts";
import type { MessageType } from "../message/message-type.ts";
import type { FieldMask } from "./gen/google/protobuf/field_mask.ts";
import { intersectTrees, maskTree, treePaths } from "./mask/mask-tree.ts";
import { WellKnownError } from "./well-known-error.ts";

/**
 * The mask with these paths, in canonical form, if a message of the type has such fields.
 *
 * @throws WellKnownError for a path that does not fit
 */
export function fieldMaskFromPaths<T>(
  type: MessageType<T, never> | MessageDescriptor,
  paths: readonly string[],
): FieldMask {
  const mask = normalizeFieldMask({ paths });
  validateFieldMask(type, mask);
  return mask;
}

/** The mask of all fields that a message of the type has itself. */
export function fieldMaskOfAll<T>(type: MessageType<T, never> | MessageDescriptor): FieldMask {
  return { paths: messageDescriptor(type).fields.map((field) => field.name) };
}

/**
 * Checks that each path of a mask leads to a field: through singular messages to a field of any kind.
 *
 * @throws WellKnownError that names the first path which does not, and says why
 */
export function validateFieldMask<T>(
  type: MessageType<T, never> | MessageDescriptor,
  mask: { readonly paths: readonly string[] },
): void {
  for (const path of mask.paths) validatePath(messageDescriptor(type), path);
}

function validatePath(root: MessageDescriptor, path: string): void {
  let message: MessageDescriptor | undefined = root;
  let before = "";
  for (const name of path.split(".")) {
    if (message === undefined) {
      throw new WellKnownError(
        "WKT_FIELD_MASK_THROUGH",
        `field mask path ${quote(path)}: ${before} is not a singular message, so it has no fields`,
      );
    }
    const field = message.fieldByName(name);
    if (field === undefined) {
      throw new WellKnownError(
        "WKT_FIELD_MASK_UNKNOWN",
        `field mask path ${quote(path)}: ${message.typeName} has no field ${quote(name)}`,
      );
    }
    message = field.repeated || field.map !== undefined ? undefined : field.message;
    before = name;
  }
}

/** For a message to people: not longer than they read. */
function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 99)}…` : text);
}

/**
 * The canonical form: sorted, each path once, and none that another one covers, as `a` does `a.b`.
 *
 * @throws WellKnownError for a path of more than 100 names
 */
export function normalizeFieldMask(mask: { readonly paths: readonly string[] }): FieldMask {
  return { paths: treePaths(maskTree(mask.paths)) };
}

/**
 * The mask that covers what one of them covers, in canonical form.
 *
 * @throws WellKnownError for a path of more than 100 names
 */
export function uniteFieldMasks(
  ...masks: readonly { readonly paths: readonly string[] }[]
): FieldMask {
  return normalizeFieldMask({ paths: masks.flatMap((mask) => mask.paths) });
}

/**
 * The mask that covers what both cover, in canonical form.
 *
 * @throws WellKnownError for a path of more than 100 names
 */
export function intersectFieldMasks(
  a: { readonly paths: readonly string[] },
  b: { readonly paths: readonly string[] },
): FieldMask {
  return { paths: treePaths(intersectTrees(maskTree(a.paths), maskTree(b.paths))) };
}
