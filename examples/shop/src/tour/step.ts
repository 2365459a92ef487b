import type { Shop } from "./shop.ts";

/** One thing that the tour shows. */
export interface Step {
  /** The heading of the step. */
  readonly title: string;
  /** The code of the step, in a line or two. */
  readonly code: readonly string[];
  /** Does it, and checks that it went as it should: rejects if not. */
  run(shop: Shop): Promise<void>;
}

/** The deadline of calls that should not take long, even on a busy machine. */
export const TIMEOUT_MS = 10_000;
