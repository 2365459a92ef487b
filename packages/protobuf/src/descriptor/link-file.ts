// Links one file: from a FileDescriptorProto to a FileDescriptor.

import type {
  DescriptorProto,
  EnumDescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
  ServiceDescriptorProto,
} from "../wkt/gen/google/protobuf/descriptor.ts";
import type { FileDescriptor, MethodDescriptor } from "./descriptor.ts";
import { Edition, MethodOptions_IdempotencyLevel } from "./descriptor-enums.ts";
import { DescriptorError } from "./descriptor-error.ts";
import { editionFeatures, overrideFeatures } from "./features.ts";
import { fieldTraits, maxFieldNumber } from "./link-field.ts";
import { type LinkContext, LinkScope, quote } from "./link-scope.ts";
import {
  LinkedEnum,
  LinkedEnumValue,
  LinkedExtension,
  LinkedField,
  LinkedFile,
  LinkedMessage,
  LinkedMethod,
  LinkedOneof,
  LinkedService,
} from "./linked.ts";
import {
  fieldPropertyName,
  isQualifiedName,
  maxNameLength,
  methodPropertyName,
  safePropertyName,
  sharedEnumPrefix,
} from "./names.ts";

/** Deepest nesting of messages; more would only serve to exhaust the stack. protoc stops at 32. */
export const maxMessageNesting = 64;

// Field numbers in descriptor.proto that make up source paths.
const fileMessages = 4;
const fileEnums = 5;
const fileServices = 6;
const fileExtensions = 7;
const messageFields = 2;
const messageNested = 3;
const messageEnums = 4;
const messageExtensions = 6;
const messageOneofs = 8;
const enumValues = 2;
const serviceMethods = 2;

/**
 * Links one file whose imports are linked already. Comments and positions are
 * looked up only when read.
 *
 * @throws DescriptorError where the proto does not make a contract: a missing
 *   import or type, names or numbers used twice or out of range, and the like.
 */
export function linkFile(proto: FileDescriptorProto, context: LinkContext): FileDescriptor {
  const file = createFile(proto);
  const links = new LinkScope(file, context);
  linkDependencies(proto, file, context);
  proto.messageType.forEach((message, index) => {
    file.messages.push(declareMessage(message, undefined, [fileMessages, index], 1, links));
  });
  proto.enumType.forEach((enumProto, index) => {
    file.enums.push(declareEnum(enumProto, undefined, [fileEnums, index], links));
  });
  for (const message of file.messages) linkMessage(message, links);
  proto.extension.forEach((extension, index) => {
    file.extensions.push(linkExtension(extension, undefined, [fileExtensions, index], links));
  });
  proto.service.forEach((service, index) => {
    file.services.push(linkService(service, [fileServices, index], links));
  });
  return file;
}

function createFile(proto: FileDescriptorProto): LinkedFile {
  const { name, syntax = "proto2" } = proto;
  if (name === undefined || name === "" || name.length > maxNameLength) {
    throw new DescriptorError("DESCRIPTOR_NAME", "(unnamed file)", "a file needs a name");
  }
  const packageName = proto.package ?? "";
  if (packageName.length > maxNameLength || (packageName !== "" && !isQualifiedName(packageName))) {
    throw new DescriptorError(
      "DESCRIPTOR_NAME",
      name,
      `${quote(packageName)} is no package name: identifiers joined by dots`,
    );
  }
  if (syntax !== "proto2" && syntax !== "proto3" && syntax !== "editions" && syntax !== "") {
    throw new DescriptorError(
      "DESCRIPTOR_SYNTAX",
      name,
      `syntax ${quote(syntax)} is none of "proto2", "proto3" and "editions"`,
    );
  }
  const edition =
    syntax === "editions"
      ? (proto.edition ?? Edition.EDITION_UNKNOWN)
      : syntax === "proto3"
        ? Edition.EDITION_PROTO3
        : Edition.EDITION_PROTO2;
  const features = editionFeatures(edition);
  if (features === undefined) {
    throw new DescriptorError(
      "DESCRIPTOR_EDITION",
      name,
      `edition ${edition} is not supported; 2023, 2024 and 2026 are`,
    );
  }
  return new LinkedFile(
    proto,
    name,
    syntax === "" ? "proto2" : syntax,
    edition,
    overrideFeatures(features, syntax === "editions" ? proto.options?.features : undefined),
  );
}

function linkDependencies(
  proto: FileDescriptorProto,
  file: LinkedFile,
  context: LinkContext,
): void {
  const weak = new Set(proto.weakDependency);
  const found = proto.dependency.map((name, index) => {
    const dependency = context.file(name);
    if (dependency === undefined && !weak.has(index)) {
      throw new DescriptorError(
        "DESCRIPTOR_IMPORT_MISSING",
        file.name,
        `imports ${quote(name)}, which is not among the files`,
      );
    }
    return dependency;
  });
  const pick = (index: number): FileDescriptor[] => {
    if (!(index >= 0 && index < found.length)) {
      throw new DescriptorError(
        "DESCRIPTOR_IMPORT_INDEX",
        file.name,
        `marks import ${index} as public or weak, but has ${found.length} imports`,
      );
    }
    const dependency = found[index];
    return dependency === undefined ? [] : [dependency];
  };
  file.dependencies = found.filter((dependency) => dependency !== undefined);
  file.publicDependencies = proto.publicDependency.flatMap(pick);
  file.weakDependencies = proto.weakDependency.flatMap(pick);
}

function declareMessage(
  proto: DescriptorProto,
  parent: LinkedMessage | undefined,
  path: readonly number[],
  depth: number,
  links: LinkScope,
): LinkedMessage {
  const scope = parent?.typeName ?? links.file.packageName;
  if (depth > maxMessageNesting) {
    throw links.error(
      "DESCRIPTOR_NESTING",
      `messages are nested more than ${maxMessageNesting} deep`,
    );
  }
  const name = links.checkName(proto.name, "a message", scope);
  const inherited = parent?.features ?? links.file.features;
  const features = overrideFeatures(inherited, proto.options?.features);
  const message = new LinkedMessage(proto, links.file, parent, name, path, features);
  links.declare(message.typeName);
  links.types.set(message.typeName, message);
  proto.nestedType.forEach((nested, index) => {
    message.nestedMessages.push(
      declareMessage(nested, message, [...path, messageNested, index], depth + 1, links),
    );
  });
  proto.enumType.forEach((nested, index) => {
    message.nestedEnums.push(declareEnum(nested, message, [...path, messageEnums, index], links));
  });
  return message;
}

function declareEnum(
  proto: EnumDescriptorProto,
  parent: LinkedMessage | undefined,
  path: readonly number[],
  links: LinkScope,
): LinkedEnum {
  const scope = parent?.typeName ?? links.file.packageName;
  const name = links.checkName(proto.name, "an enum", scope);
  const names = proto.value.map((value) =>
    links.checkName(value.name, "a value of an enum", scope),
  );
  const prefix = sharedEnumPrefix(name, names);
  const inherited = parent?.features ?? links.file.features;
  const features = overrideFeatures(inherited, proto.options?.features);
  const descriptor = new LinkedEnum(proto, links.file, parent, name, path, features, prefix);
  links.declare(descriptor.typeName);
  links.types.set(descriptor.typeName, descriptor);
  proto.value.forEach((valueProto, index) => {
    const valueName = names[index] ?? "";
    const local = safePropertyName(valueName.slice(prefix.length));
    const number = valueProto.number ?? 0;
    const valuePath = [...path, enumValues, index];
    const value = new LinkedEnumValue(valueProto, descriptor, valueName, local, number, valuePath);
    links.declare(value.fullName);
    descriptor.values.push(value);
    descriptor.valuesByName.set(valueName, value);
    if (!descriptor.valuesByNumber.has(number)) descriptor.valuesByNumber.set(number, value);
  });
  if (descriptor.values.length === 0) {
    throw links.error("DESCRIPTOR_ENUM_EMPTY", `enum ${descriptor.typeName} has no values`);
  }
  return descriptor;
}

/** Second pass. Nested messages first: a map field needs its entry type's fields. */
function linkMessage(message: LinkedMessage, links: LinkScope): void {
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
  const field = new LinkedField(proto, message, real, path, traits);
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

function linkExtension(
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
  const extension = new LinkedExtension(proto, links.file, parent, extendee, path, traits);
  links.declare(extension.fullName);
  return extension;
}

function linkService(
  proto: ServiceDescriptorProto,
  path: readonly number[],
  links: LinkScope,
): LinkedService {
  const name = links.checkName(proto.name, "a service", links.file.packageName);
  const service = new LinkedService(proto, links.file, name, path);
  links.declare(service.typeName);
  const taken = new Set<string>();
  proto.method.forEach((methodProto, index) => {
    const methodName = links.checkName(methodProto.name, "a method", service.typeName);
    const user = `${service.typeName}.${methodName}`;
    links.declare(user);
    service.methods.push(
      new LinkedMethod(
        methodProto,
        service,
        methodName,
        unusedName(methodPropertyName(methodName), String(index), taken),
        links.findMessage(methodProto.inputType, service.typeName, `the request of ${user}`),
        links.findMessage(methodProto.outputType, service.typeName, `the response of ${user}`),
        idempotency(methodProto.options?.idempotencyLevel),
        [...path, serviceMethods, index],
      ),
    );
  });
  return service;
}

function idempotency(level: number | undefined): MethodDescriptor["idempotency"] {
  switch (level) {
    case MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS:
      return "noSideEffects";
    case MethodOptions_IdempotencyLevel.IDEMPOTENT:
      return "idempotent";
    default:
      return "unknown";
  }
}

/** `name`, or `name$suffix` if that is taken; suffixes are unique, so one step is enough. */
function unusedName(name: string, suffix: string, taken: Set<string>): string {
  const unused = taken.has(name) ? `${name}$${suffix}` : name;
  taken.add(unused);
  return unused;
}
