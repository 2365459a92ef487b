import type { FileDescriptorProto } from "@tramline/protobuf/wkt";
import type { LocationTable } from "./location-table.ts";

/** The options that a file's descriptor lacks because they are for readers of the source only. */
export interface SourceOptions {
  /** The options as they are in the source, of each descriptor that lacks some. */
  readonly whole: { readonly holder: { options?: object | undefined }; readonly options: object }[];
  /** Paths of what is left out, joined by dots. */
  readonly leftOut: Set<string>;
}

/** The result for one file: everything that its descriptor is made of. */
export interface LinkedFile {
  /** Path as it is written in imports. */
  readonly path: string;
  /** The descriptor without SourceCodeInfo. */
  readonly proto: FileDescriptorProto;
  /** Positions and comments; undefined when they are not wanted. */
  readonly locations: LocationTable | undefined;
  readonly sourceOptions: SourceOptions;
}

/** The descriptor of a file, with SourceCodeInfo if it is wanted. */
export function fileDescriptor({
  proto,
  locations,
  sourceOptions,
}: LinkedFile): FileDescriptorProto {
  if (locations === undefined) return proto;
  return { ...proto, sourceCodeInfo: { location: locations.locations(sourceOptions.leftOut) } };
}
