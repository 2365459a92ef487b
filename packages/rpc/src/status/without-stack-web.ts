// Replaces without-stack.ts in browsers (package.json, `browser`): errors have their stack trace, since no peer makes a
// page create enough of them to matter.

/** See without-stack.ts. */
export function withoutStack<T>(create: () => T): T {
  return create();
}
