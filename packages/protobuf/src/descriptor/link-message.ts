// Second pass of linking: fields, oneofs and extensions find their types.

import type { FieldDescriptorProto } from "../wkt/gen/google/protobuf/descriptor-types.ts";
import { overrideFeatures } from "./features.ts";
import { fieldTraits, maxFieldNumber } from "./link-field.ts";
import type { LinkScope } from "./link-scope.ts";
import { type LinkedMessage, LinkedOneof } from "./linked.ts";
import { LinkedExtension, LinkedField } from "./linked-field.ts";
import { fieldPropertyName, unusedName } from "./names.ts";

// Field numbers in descriptor.proto that make up source paths.
const messageFields = 2;
const messageExtensions = 6;
const messageOneofs = 8;

/** Second pass. Nested messages first: a map field needs its entry type's fields. */
export function linkMessage(message: LinkedMessage, links: LinkScope): void {
  const { proto, sourcePath } = message;
  for (const nested of message.nestedMessages) linkMessage(nested, links);
  const oneofs = proto.oneofDecl.map((oneofProto, index) => {
    const name = links.checkName(oneofProto.name, "a oneof", message.typeName);
    const features = overrideFeatures(message.features, oneofProto.options?.features);
    const path = [...sourcePath, messageOneofs, index];
    const oneof = new LinkedOneof(oneofProto, message, name, path, features);
    links.declare(oneof.fullName);
    return oneof;
  });
  const taken = new Set<string>();
  proto.field.forEach((fieldProto, index) => {
    linkField(fieldProto, message, oneofs, [...sourcePath, messageFields, index], taken, links);
  });
  message.nestedMessages = message.nestedMessages.filter((nested) => !nested.mapEntry);
  message.oneofs = oneofs.filter((oneof) => oneof.fields.length > 0);
  // Fields have first pick of the property names; a number tells later ones apart.
  oneofs.forEach((oneof, index) => {
    oneof.localName = unusedName(fieldPropertyName(oneof.name), `oneof${index}`, taken);
  });
  message.members = [...new Set(message.fields.map((field) => field.oneof ?? field))];
  proto.extension.forEach((extension, index) => {
    message.nestedExtensions.push(
      linkExtension(extension, message, [...sourcePath, messageExtensions, index], links),
    );
  });
}

function linkField(
  proto: FieldDescriptorProto,
  message: LinkedMessage,
  oneofs: readonly LinkedOneof[],
  path: readonly number[],
  taken: Set<string>,
  links: LinkScope,
): void {
  const name = links.checkName(proto.name, "a field", message.typeName);
  const { oneofIndex } = proto;
  const oneof = oneofIndex === undefined ? undefined : oneofs[oneofIndex];
  if (oneofIndex !== undefined && oneof === undefined) {
    throw links.error(
      "DESCRIPTOR_ONEOF",
      `${message.typeName}.${name} is in oneof ${oneofIndex}, but there are ${oneofs.length}`,
    );
  }
  const traits = fieldTraits(
    proto,
    name,
    {
      scope: message.typeName,
      localName: unusedName(fieldPropertyName(name), String(proto.number), taken),
      features: oneof?.features ?? message.features,
      inOneof: oneof !== undefined,
      parent: message,
      maxNumber: maxFieldNumber,
    },
    links,
  );
  if (oneof !== undefined && (traits.repeated || traits.map !== undefined)) {
    throw links.error(
      "DESCRIPTOR_ONEOF",
      `${message.typeName}.${name} is repeated, but in oneof ${oneof.name}`,
    );
  }
  // The oneof around a proto3 `optional` only carries its presence.
  const real = proto.proto3Optional === true ? undefined : oneof;
  const field = new LinkedField(proto, message, real, message.sourceInfo, path, traits);
  links.declare(field.fullName);
  const other = message.fieldsByNumber.get(field.number);
  if (other !== undefined) {
    throw links.error(
      "DESCRIPTOR_DUPLICATE_NUMBER",
      `${field.fullName} has number ${field.number}, as ${other.name} does`,
    );
  }
  message.fields.push(field);
  message.fieldsByNumber.set(field.number, field);
  message.fieldsByName.set(name, field);
  real?.fields.push(field);
}

/** Links an extension, declared in a message or at the top of a file. */
export function linkExtension(
  proto: FieldDescriptorProto,
  parent: LinkedMessage | undefined,
  path: readonly number[],
  links: LinkScope,
): LinkedExtension {
  const scope = parent?.typeName ?? links.file.packageName;
  const name = links.checkName(proto.name, "an extension", scope);
  const extendee = links.findMessage(proto.extendee, scope, `extension ${name}`);
  if (proto.oneofIndex !== undefined || extendee.mapEntry) {
    throw links.error(
      "DESCRIPTOR_EXTENDEE",
      `extension ${name} extends a map entry or is in a oneof`,
    );
  }
  const traits = fieldTraits(
    proto,
    name,
    {
      scope,
      localName: fieldPropertyName(name),
      features: parent?.features ?? links.file.features,
      inOneof: false,
      parent: undefined,
      maxNumber: extendee.messageSet ? 0x7fff_ffff : maxFieldNumber,
    },
    links,
  );
  const extension = new LinkedExtension(
    proto,
    links.file,
    parent,
    extendee,
    links.file.sourceInfo,
    path,
    traits,
  );
  links.declare(extension.fullName);
  return extension;
}
