import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import type { FileDefinition } from "../descriptor/definitions.ts";

/**
 * The descriptor with all options that the source has, as plugins may ask for it; undefined when the
 * file's own descriptor has them all.
 */
export function sourceDescriptor({
  proto,
  sourceOptions,
}: FileDefinition): FileDescriptorProto | undefined {
  const { whole, locations } = sourceOptions;
  if (whole.length === 0) return undefined;
  const info = proto.sourceCodeInfo;
  const stripped = whole.map(({ holder }) => holder.options);
  for (const { holder, options } of whole) holder.options = options;
  if (info !== undefined && locations !== undefined) proto.sourceCodeInfo = { location: locations };
  // A copy by way of its bytes: the options are then put back as they were.
  const copy = FileDescriptorProto.decode(FileDescriptorProto.encode(proto));
  whole.forEach(({ holder }, index) => {
    holder.options = stripped[index];
  });
  proto.sourceCodeInfo = info;
  return copy;
}
