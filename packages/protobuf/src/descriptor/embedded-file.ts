import { decodeFileDescriptorProto } from "./decode-file.ts";
import type { EnumDescriptor, FileDescriptor, MessageDescriptor } from "./descriptor.ts";
import { linkFile } from "./link-file.ts";

/**
 * The descriptor of a generated file: decoded and linked when first asked for,
 * so that programs that never reflect pay nothing.
 *
 * @param encoded the FileDescriptorProto, encoded, in base64 with padding
 * @param dependencies descriptors of the files it imports; called once
 */
export function embeddedFile(
  encoded: string,
  dependencies: () => readonly FileDescriptor[],
): () => FileDescriptor {
  let file: FileDescriptor | undefined;
  return () => {
    if (file === undefined) {
      const bytes = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
      const imports = dependencies();
      const types = new Map<string, MessageDescriptor | EnumDescriptor>();
      const seen = new Set<FileDescriptor>();
      for (const dependency of imports) collectTypes(dependency, types, seen);
      file = linkFile(decodeFileDescriptorProto(bytes), {
        file: (name) => imports.find((dependency) => dependency.name === name),
        type: (typeName) => types.get(typeName),
      });
    }
    return file;
  };
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
