import { createFileRegistry, printText, toJsonString } from "@tramline/protobuf";
import { type FileDescriptorProto, FileDescriptorSet } from "@tramline/protobuf/wkt/descriptor";

/**
 * A FileDescriptorSet as text, custom options by their names.
 *
 * @param all the files and all that they import, in which the options are defined
 */
export function printSet(
  file: FileDescriptorProto[],
  format: "json" | "txtpb",
  all: readonly FileDescriptorProto[],
): string {
  const registry = createFileRegistry(all);
  const set = FileDescriptorSet.create({ file });
  return format === "json"
    ? `${toJsonString(FileDescriptorSet, set, { registry, indent: 2 })}\n`
    : printText(FileDescriptorSet, set, { registry });
}
