/**
 * Returns the error that `create` makes, without a stack trace. A stack trace is most of an error's
 * cost, so that an error that a peer can cause at will must not have one.
 */
export function withoutStack<E extends Error>(create: () => E): E {
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
