// What a message says, whatever order its bytes have where it holds some: to be compared after a way
// that does not keep them.
import {
  DecodeError,
  type DynamicMessage,
  dynamicType,
  type ExtensibleMessage,
  type FieldShape,
  getExtension,
  hasExtension,
  type MessageDescriptor,
  type Registry,
} from "@tramline/protobuf";

/**
 * A message with what its Anys hold, and its extensions, decoded. Other unknown fields are left out, as
 * is everything that the registry does not have.
 *
 * @param registry undefined to leave Anys as they are, and all extensions out
 */
export function plainForm(
  type: MessageDescriptor,
  message: DynamicMessage,
  registry: Registry | undefined,
): DynamicMessage {
  const plain: DynamicMessage = {};
  for (const member of type.members) {
    const value = message[member.localName];
    if (member.kind === "field") {
      plain[member.localName] = ofField(member, value, registry);
    } else {
      const chosen = value as { case: string | undefined; value: unknown };
      const field = member.fields.find(({ localName }) => localName === chosen.case);
      plain[member.localName] = field && [chosen.case, ofField(field, chosen.value, registry)];
    }
  }
  for (const extension of registry?.getExtensionsOf(type) ?? []) {
    const carrier = message as ExtensibleMessage;
    if (!hasExtension(carrier, extension)) continue;
    plain[`[${extension.fullName}]`] = ofField(
      extension,
      getExtension(carrier, extension),
      registry,
    );
  }
  return type.typeName === "google.protobuf.Any" ? ofAny(plain, registry) : plain;
}

function ofField(field: FieldShape, value: unknown, registry: Registry | undefined): unknown {
  if (value === undefined) return undefined;
  if (field.map !== undefined) {
    const { map } = field;
    const entries = value as ReadonlyMap<unknown, unknown>;
    return new Map([...entries].map(([key, each]) => [key, ofField(map.value, each, registry)]));
  }
  const { message } = field;
  if (message === undefined) return value;
  const plain = (each: unknown) => plainForm(message, each as DynamicMessage, registry);
  return field.repeated ? (value as unknown[]).map(plain) : plain(value);
}

function ofAny(any: DynamicMessage, registry: Registry | undefined): DynamicMessage {
  const { typeUrl, value } = any;
  const type = registry?.getMessage(String(typeUrl).replace(/^.*\//, ""));
  if (type === undefined) return any;
  let content: DynamicMessage;
  try {
    content = dynamicType(type).decode(value as Uint8Array);
  } catch (error) {
    if (error instanceof DecodeError) return any;
    throw error;
  }
  return { typeUrl, content: plainForm(type, content, registry) };
}
