// Custom options: extensions of the messages in which descriptor.proto keeps options.

import type {
  AnyDescriptor,
  EnumDescriptor,
  EnumValueDescriptor,
  ExtensionDescriptor,
  FieldDescriptor,
  FileDescriptor,
  MessageDescriptor,
  MethodDescriptor,
  OneofDescriptor,
  ServiceDescriptor,
} from "../descriptor/descriptor.ts";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import type {
  EnumOptions,
  EnumValueOptions,
  FieldOptions,
  FileOptions,
  MessageOptions,
  MethodOptions,
  OneofOptions,
  ServiceOptions,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";
import { type ExtensionValue, getExtension, hasExtension } from "./extension.ts";
import type { Extension } from "./extension-type.ts";

/** The message that holds the options of a descriptor. */
export type DescriptorOptions<D extends AnyDescriptor> = D extends FileDescriptor
  ? FileOptions
  : D extends MessageDescriptor
    ? MessageOptions
    : D extends FieldDescriptor | ExtensionDescriptor
      ? FieldOptions
      : D extends OneofDescriptor
        ? OneofOptions
        : D extends EnumDescriptor
          ? EnumOptions
          : D extends EnumValueDescriptor
            ? EnumValueOptions
            : D extends ServiceDescriptor
              ? ServiceOptions
              : D extends MethodDescriptor
                ? MethodOptions
                : never;

const holders: Readonly<Record<AnyDescriptor["kind"], string>> = {
  file: "google.protobuf.FileOptions",
  message: "google.protobuf.MessageOptions",
  field: "google.protobuf.FieldOptions",
  extension: "google.protobuf.FieldOptions",
  oneof: "google.protobuf.OneofOptions",
  enum: "google.protobuf.EnumOptions",
  enumValue: "google.protobuf.EnumValueOptions",
  service: "google.protobuf.ServiceOptions",
  method: "google.protobuf.MethodOptions",
};

/**
 * The value of a custom option, as a field of its type would hold it: undefined
 * when it is not set, an empty array for a repeated one.
 *
 * ```ts
 * const role = getOption(descriptorOf(OrderService), requiredRole) ?? "customer";
 * ```
 *
 * @param descriptor of a file, message, field, oneof, enum, value, service or method
 * @param option as generated from the `extend` block that declares it
 * @throws TypeError for an option of another kind of declaration
 */
export function getOption<D extends AnyDescriptor, V>(
  descriptor: D,
  option: Extension<DescriptorOptions<D>, V>,
): ExtensionValue<V>;
export function getOption(descriptor: AnyDescriptor, option: Extension<never, unknown>): unknown {
  return getExtension(optionsOf(descriptor, option), descriptorOf(option));
}

/**
 * True when a custom option is set.
 *
 * @throws TypeError for an option of another kind of declaration
 */
export function hasOption<D extends AnyDescriptor, V>(
  descriptor: D,
  option: Extension<DescriptorOptions<D>, V>,
): boolean;
export function hasOption(descriptor: AnyDescriptor, option: Extension<never, unknown>): boolean {
  return hasExtension(optionsOf(descriptor, option), descriptorOf(option));
}

function optionsOf(
  descriptor: AnyDescriptor,
  option: Extension<never, unknown>,
): { $unknown?: Uint8Array | undefined } {
  const { typeName } = descriptorOf(option).extendee;
  if (typeName !== holders[descriptor.kind]) {
    throw new TypeError(
      `${option.fullName} extends ${typeName}, so it is not an option of a ${descriptor.kind}, ` +
        `whose options are in ${holders[descriptor.kind]}`,
    );
  }
  return descriptor.proto.options ?? {};
}
