import type { StatusError } from "../status/status-error.ts";

/**
 * Called once at the true end of a call: for a stream, behind its last message.
 *
 * @param error the status that the call ended with; undefined for OK
 */
export type EndListener = (error: StatusError | undefined) => void;

/** Calls listeners one after another; what one throws goes to `onError`, if any. */
export function tellEnd(
  listeners: readonly EndListener[],
  error: StatusError | undefined,
  onError?: (thrown: unknown) => void,
): void {
  for (const listener of listeners) {
    try {
      listener(error);
    } catch (thrown) {
      onError?.(thrown);
    }
  }
}
