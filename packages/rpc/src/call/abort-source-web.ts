/** Makes a signal and aborts it: the part of an AbortController that calls need. */
export interface AbortSource {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
}

/** Returns an AbortController. Used in browsers instead of abort-source.ts (package.json, `browser`). */
export function createAbortSource(): AbortSource {
  return new AbortController();
}
