import type { JsonObject, JsonValue, MessageDescriptor } from "@tramline/protobuf";
import { findField } from "../rule/field-path.ts";
import { badRequest } from "./bad-request.ts";

/** Types whose JSON has names of its own. */
const DYNAMIC: ReadonlySet<string> = new Set(["google.protobuf.Struct", "google.protobuf.Value"]);

/**
 * Returns the paths of a field mask that covers what a body has: down to the last field that is set,
 * repeated fields and maps as a whole, by names of the contract, sorted. As grpc-gateway derives the mask
 * of a PATCH.
 *
 * @throws StatusError INVALID_ARGUMENT for an unknown name, which a change must not ignore
 */
export function maskFromBody(type: MessageDescriptor, body: JsonValue): string[] {
  const paths = new Set<string>();
  if (isObject(body)) collect(type, body, "", paths);
  return [...paths].sort();
}

function collect(
  type: MessageDescriptor,
  body: JsonObject,
  prefix: string,
  paths: Set<string>,
): void {
  for (const [name, value] of Object.entries(body)) {
    const field = findField(type, name);
    if (field === undefined) {
      throw badRequest(
        `invalid request body: ${type.typeName} has no field ${JSON.stringify(name)}`,
      );
    }
    const path = `${prefix}${field.name}`;
    const isSingle = !field.repeated && field.map === undefined;
    if (!isSingle || field.message === undefined || !isObject(value)) {
      paths.add(path);
    } else if (DYNAMIC.has(field.message.typeName)) {
      collectDynamic(value, path, paths);
    } else if (field.message.typeName === "google.protobuf.Any" || isEmpty(value)) {
      paths.add(path);
    } else {
      collect(field.message, value, `${path}.`, paths);
    }
  }
}

function collectDynamic(value: JsonObject, path: string, paths: Set<string>): void {
  if (isEmpty(value)) paths.add(path);
  for (const [name, child] of Object.entries(value)) {
    if (isObject(child)) collectDynamic(child, `${path}.${name}`, paths);
    else paths.add(`${path}.${name}`);
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: JsonObject): boolean {
  return Object.keys(value).length === 0;
}
