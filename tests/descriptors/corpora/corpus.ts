/** Files that are compiled together. */
export interface Corpus {
  readonly name: string;
  /** Folders that imports are relative to. protoc's own well-known files are always in the first. */
  readonly roots: readonly string[];
  readonly files: readonly string[];
  readonly sourceInfo: boolean;
  /** True if ours takes the files from within the compiler, and not from a folder. */
  readonly bundled: boolean;
  /** Files that are there but not compiled. */
  readonly leftOut: readonly LeftOut[];
}

/** A file that is no case, and why. */
export interface LeftOut {
  readonly file: string;
  readonly reason: string;
}
