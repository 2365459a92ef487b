import type { Implementation } from "./implementations.ts";

/** One thing to do, and how what comes of it is told. */
export interface Row {
  readonly what: string;
  /** Undefined for an implementation that cannot be asked; throws where it refuses. */
  readonly run: (implementation: Implementation) => string | undefined;
}
