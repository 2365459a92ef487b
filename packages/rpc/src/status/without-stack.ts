/**
 * Returns what `create` returns. Errors that are made or thrown in it have no stack trace: that is most of an
 * error's cost, so that an error that a peer can cause at will must not have one.
 */
export function withoutStack<T>(create: () => T): T {
  const limit = Error.stackTraceLimit;
  if (!setStackTraceLimit(0)) return create();
  try {
    return create();
  } finally {
    setStackTraceLimit(limit);
  }
}

/** Returns false where the limit is read-only, as with `--frozen-intrinsics`. */
function setStackTraceLimit(limit: number): boolean {
  try {
    Error.stackTraceLimit = limit;
    return true;
  } catch {
    return false;
  }
}
