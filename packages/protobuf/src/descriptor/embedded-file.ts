import type {
  DescriptorProto,
  FileDescriptorProto,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";
import { decodeFileDescriptorProto } from "./decode-file.ts";
import type { EnumDescriptor, FileDescriptor, MessageDescriptor } from "./descriptor.ts";
import { linkFile } from "./link-file.ts";
import { lowerCamelName } from "./names.ts";

/**
 * A file as generated code holds it. Plain data, which knows nothing of descriptors: programs that never
 * ask for one do not load what makes them.
 */
export interface EmbeddedFile {
  /**
   * The FileDescriptorProto, encoded, one character for each byte. Comments are left out, and so are
   * the JSON names that fields have by their names.
   */
  readonly encoded: string;
  /** The files that it imports, in order. */
  readonly imports: readonly FileSource[];
}

/** Returns the file of a declaration: as generated code embeds it, or linked. */
export type FileSource = () => EmbeddedFile | FileDescriptor;

const linkedFiles = new WeakMap<EmbeddedFile, FileDescriptor>();

/** The descriptor of a file, decoded and linked when first asked for. */
export function linkSource(source: FileSource): FileDescriptor {
  const file = source();
  if ("kind" in file) return file;
  let linked = linkedFiles.get(file);
  if (linked === undefined) {
    linked = linkEmbedded(file);
    linkedFiles.set(file, linked);
  }
  return linked;
}

function linkEmbedded({ encoded, imports }: EmbeddedFile): FileDescriptor {
  const proto = decodeFileDescriptorProto(Uint8Array.from(encoded, (char) => char.charCodeAt(0)));
  addJsonNames(proto.messageType, proto.extension);
  const dependencies = imports.map(linkSource);
  const types = new Map<string, MessageDescriptor | EnumDescriptor>();
  const seen = new Set<FileDescriptor>();
  for (const dependency of dependencies) collectTypes(dependency, types, seen);
  return linkFile(proto, {
    file: (name) => dependencies.find((dependency) => dependency.name === name),
    type: (typeName) => types.get(typeName),
  });
}

function addJsonNames(
  messages: readonly DescriptorProto[],
  fields: FileDescriptorProto["extension"],
): void {
  for (const field of fields) field.jsonName ??= lowerCamelName(field.name ?? "");
  for (const message of messages) {
    addJsonNames([], message.field);
    addJsonNames(message.nestedType, message.extension);
  }
}

/** The types of a file and of the files it imports publicly. */
function collectTypes(
  file: FileDescriptor,
  types: Map<string, MessageDescriptor | EnumDescriptor>,
  seen: Set<FileDescriptor>,
): void {
  if (seen.has(file)) return;
  seen.add(file);
  for (const message of file.messages) collectMessage(message, types);
  for (const enumType of file.enums) types.set(enumType.typeName, enumType);
  for (const dependency of file.publicDependencies) collectTypes(dependency, types, seen);
}

function collectMessage(
  message: MessageDescriptor,
  types: Map<string, MessageDescriptor | EnumDescriptor>,
): void {
  types.set(message.typeName, message);
  for (const enumType of message.nestedEnums) types.set(enumType.typeName, enumType);
  for (const nested of message.nestedMessages) collectMessage(nested, types);
}
