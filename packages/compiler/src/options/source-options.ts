import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import type { LinkedFile } from "../descriptor/linked-file.ts";

/**
 * The descriptor with all options that the source has, as plugins may ask for it; undefined when the
 * file's own descriptor has them all.
 */
export function sourceDescriptor(file: LinkedFile): FileDescriptorProto | undefined {
  const { proto, locations, sourceOptions } = file;
  const { whole } = sourceOptions;
  if (whole.length === 0) return undefined;
  const stripped = whole.map(({ holder }) => holder.options);
  for (const { holder, options } of whole) holder.options = options;
  // A copy by way of its bytes: the options are then put back as they were.
  const copy = FileDescriptorProto.decode(FileDescriptorProto.encode(proto));
  whole.forEach(({ holder }, index) => {
    holder.options = stripped[index];
  });
  if (locations !== undefined) {
    copy.sourceCodeInfo = { location: locations.locations(new Set()) };
  }
  return copy;
}
