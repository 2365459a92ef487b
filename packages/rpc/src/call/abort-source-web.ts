import type { AbortSource } from "./abort-source.ts";

export type { AbortSource } from "./abort-source.ts";

/** Returns an AbortController. Used in browsers instead of abort-source.ts (package.json, `browser`). */
export function createAbortSource(): AbortSource {
  return new AbortController();
}
