// First pass of linking: messages and enums get their names.

import type {
  DescriptorProto,
  EnumDescriptorProto,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";
import { overrideFeatures } from "./features.ts";
import type { LinkScope } from "./link-scope.ts";
import { LinkedEnum, LinkedEnumValue, LinkedMessage } from "./linked.ts";
import { safePropertyName, sharedEnumPrefix } from "./names.ts";

/** Deepest nesting of messages; more would only serve to exhaust the stack. protoc stops at 32. */
const maxMessageNesting = 64;

// Field numbers in descriptor.proto that make up source paths.
const messageNested = 3;
const messageEnums = 4;
const enumValues = 2;

/** Declares a message and all that is nested in it. */
export function declareMessage(
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

/** Declares an enum and its values. */
export function declareEnum(
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
