// What the objects behind all descriptors share.

import type { Comments, SourceSpan } from "./descriptor.ts";
import type { SourceInfo } from "./source-info.ts";

export class LinkedDeclaration {
  readonly sourceInfo: SourceInfo;
  readonly sourcePath: readonly number[];
  readonly deprecated: boolean;

  constructor(sourceInfo: SourceInfo, sourcePath: readonly number[], deprecated: boolean) {
    this.sourceInfo = sourceInfo;
    this.sourcePath = sourcePath;
    this.deprecated = deprecated;
  }

  get comments(): Comments {
    return this.sourceInfo.comments(this.sourcePath);
  }

  get span(): SourceSpan | undefined {
    return this.sourceInfo.span(this.sourcePath);
  }
}

/** A name in its scope. */
export function qualify(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}
