// Where in a message the value stands that could not be encoded. Encoding keeps no track of that: it is
// looked for when it has failed, by trying each value again with the help of the descriptor.

import type {
  FieldDescriptor,
  FieldShape,
  MessageDescriptor,
  OneofDescriptor,
} from "../descriptor/descriptor.ts";
import { toBigInt } from "../wire/jstype.ts";
import { EncodeError } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * The error for a message that `encode` or `encodeTo` has thrown on: "cannot encode shop.v1.Order:
 * items[2].price.cents: a value of type int64 was expected, not number".
 *
 * @param type the type that was being encoded
 * @param thrown becomes the cause; of an EncodeError, code and text stay
 */
export function encodeFailure(
  type: { readonly typeName: string; readonly descriptor: MessageDescriptor },
  message: unknown,
  thrown: unknown,
): EncodeError {
  let found: Fault | undefined;
  try {
    found = faultIn(type.descriptor, message, "");
  } catch {
    // A getter that throws, or a message inside itself: what was thrown first says more.
  }
  const error = found?.error ?? thrown;
  const code = error instanceof EncodeError ? error.code : "PB_ENCODE_TYPE";
  const text = error instanceof Error ? error.message : String(error);
  const where = found === undefined || found.path === "" ? "" : `${found.path}: `;
  return new EncodeError(code, `cannot encode ${type.typeName}: ${where}${text}`, thrown);
}

interface Fault {
  readonly path: string;
  readonly error: unknown;
}

function faultIn(descriptor: MessageDescriptor, message: unknown, path: string): Fault | undefined {
  if (typeof message !== "object" || message === null) {
    const given = message === null ? "null" : typeof message;
    const wanted = path === "" ? "a message is an object" : "an object was expected";
    return fault(path, `${wanted}, not ${given}`);
  }
  const values = message as Values;
  for (const member of descriptor.members) {
    const value = values[member.localName];
    if (value === undefined) continue;
    const place = path === "" ? member.localName : `${path}.${member.localName}`;
    const found =
      member.kind === "oneof" ? faultInOneof(member, value, place) : faultOf(member, value, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

function faultInOneof(oneof: OneofDescriptor, chosen: unknown, path: string): Fault | undefined {
  if (typeof chosen !== "object" || chosen === null) {
    return fault(
      path,
      `an object with case and value was expected, not ${chosen === null ? "null" : typeof chosen}`,
    );
  }
  const { case: name, value } = chosen as Values;
  if (name === undefined) return undefined;
  const field = oneof.fields.find((each) => each.localName === name);
  if (field === undefined) return fault(path, `there is no case ${JSON.stringify(name)}`);
  return faultInValue(field, value, `${path}.${field.localName}`);
}

function faultOf(field: FieldDescriptor, value: unknown, path: string): Fault | undefined {
  if (field.map !== undefined) {
    if (typeof value !== "object" || value === null)
      return fault(path, "a Map or an object was expected");
    const isMap = value instanceof Map;
    for (const [key, element] of isMap ? value : Object.entries(value)) {
      const place = `${path}[${typeof key === "string" ? JSON.stringify(key) : String(key)}]`;
      const found =
        (isMap ? faultInValue(field.map.key, key, place) : undefined) ??
        faultInValue(field.map.value, element, place);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!field.repeated) return faultInValue(field, value, path);
  if (!Array.isArray(value))
    return fault(path, `an array was expected, not ${value === null ? "null" : typeof value}`);
  for (let index = 0; index < value.length; index++) {
    const found = faultInValue(field, value[index], `${path}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function faultInValue(field: FieldShape, value: unknown, path: string): Fault | undefined {
  if (field.type === "message") {
    return field.message === undefined ? undefined : faultIn(field.message, value, path);
  }
  try {
    tryScalar(new Writer(), field, value);
    return undefined;
  } catch (error) {
    return { path, error };
  }
}

/** Writes a value, under whatever tag. The writer's methods check what they are given. */
function tryScalar(writer: Writer, field: FieldShape, value: unknown): void {
  const type = field.type === "enum" ? "int32" : field.type;
  switch (type) {
    case "message":
      return;
    case "bytes":
      writer.bytesField(8, value as Uint8Array);
      return;
    case "int64":
    case "uint64":
    case "sint64":
    case "fixed64":
    case "sfixed64":
      writer[type](8, field.jstype === "normal" ? (value as bigint) : toBigInt(value as string));
      return;
    default:
      (writer[type] as (tag: number, value: unknown) => void).call(writer, 8, value);
  }
}

function fault(path: string, what: string): Fault {
  return { path, error: new EncodeError("PB_ENCODE_TYPE", what) };
}
