import type { SourceResolver } from "./source/source-resolver.ts";

/** The input of a compilation. */
export interface CompileOptions<R = SourceResolver> {
  /** Paths of the files wanted, as an import would name them. */
  readonly files: readonly string[];
  /** Where sources come from. The well-known files need not be there. */
  readonly resolve: R;
  /** Positions and comments in the descriptors. Default true. */
  readonly sourceInfo?: boolean | undefined;
}
