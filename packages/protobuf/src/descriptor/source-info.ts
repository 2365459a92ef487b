// Comments and positions, looked up in SourceCodeInfo by path.

import type {
  FileDescriptorProto,
  SourceCodeInfo_Location,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";
import type { Comments, SourceSpan } from "./descriptor.ts";

const noComments: Comments = Object.freeze({
  leading: undefined,
  trailing: undefined,
  leadingDetached: Object.freeze([]),
});

/** SourceCodeInfo of one file, indexed when first asked. */
export class SourceInfo {
  private readonly proto: FileDescriptorProto;
  private locations: Map<string, SourceCodeInfo_Location> | undefined;

  constructor(proto: FileDescriptorProto) {
    this.proto = proto;
    this.locations = undefined;
  }

  comments(path: readonly number[]): Comments {
    const location = this.find(path);
    if (location === undefined) return noComments;
    return {
      leading: location.leadingComments,
      trailing: location.trailingComments,
      leadingDetached: location.leadingDetachedComments,
    };
  }

  span(path: readonly number[]): SourceSpan | undefined {
    const span = this.find(path)?.span;
    const [startLine, startColumn, third, fourth] = span ?? [];
    if (startLine === undefined || startColumn === undefined || third === undefined) {
      return undefined;
    }
    return fourth === undefined
      ? { startLine, startColumn, endLine: startLine, endColumn: third }
      : { startLine, startColumn, endLine: third, endColumn: fourth };
  }

  private find(path: readonly number[]): SourceCodeInfo_Location | undefined {
    if (this.locations === undefined) {
      this.locations = new Map();
      for (const location of this.proto.sourceCodeInfo?.location ?? []) {
        const key = location.path.join();
        // A path may occur again where a block is reopened (extend); the first has the comments.
        if (!this.locations.has(key)) this.locations.set(key, location);
      }
    }
    return this.locations.get(path.join());
  }
}
