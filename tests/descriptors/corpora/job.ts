/** What a corpus's compile by ours is told, as JSON in a file. */
export interface CompileJob {
  /** Folders that imports are relative to, the first that has a file first. */
  readonly roots: readonly string[];
  /** The files to compile; with none, those that come with the compiler. */
  readonly files: readonly string[];
  readonly sourceInfo: boolean;
  /** Where the encoded FileDescriptorSet goes. */
  readonly output: string;
}

/** What it answers, as one line of JSON. */
export interface CompileReport {
  readonly ok: boolean;
  /** The first errors, `file:line: message` each. */
  readonly errors: readonly string[];
  /** Reading, parsing and linking, without what it takes to start and to encode. */
  readonly compileMs: number;
  /** The most memory that the process had, in bytes. */
  readonly peakBytes: number;
}
