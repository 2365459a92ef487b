/** The flow-control window that every connection and stream starts with (RFC 9113 section 6.9.2). */
export const DEFAULT_WINDOW = 65_535;

/** The largest window and the largest increment that the protocol can express. */
export const MAX_WINDOW = 0x7fff_ffff;

/**
 * A window after an increment or a change of SETTINGS_INITIAL_WINDOW_SIZE. May be negative: a
 * smaller initial window can take away more than is left (RFC 9113 section 6.9.2).
 *
 * @returns the new window, or undefined when it would exceed 2^31-1, which is a flow-control error.
 */
export function widen(window: number, increment: number): number | undefined {
  const widened = window + increment;
  return widened > MAX_WINDOW ? undefined : widened;
}

/** How many bytes may be sent now, given the stream's and the connection's window. Never negative. */
export function sendable(streamWindow: number, connectionWindow: number): number {
  const least = streamWindow < connectionWindow ? streamWindow : connectionWindow;
  return least > 0 ? least : 0;
}

/**
 * Whether consumed bytes are worth a WINDOW_UPDATE now. Half a window keeps a sender busy while the
 * update travels, and costs one frame per half window.
 */
export function worthCrediting(consumed: number, initialWindow: number): boolean {
  return consumed * 2 >= initialWindow;
}
