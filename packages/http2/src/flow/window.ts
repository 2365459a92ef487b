/** The flow-control window that every connection and stream starts with (RFC 9113 section 6.9.2). */
export const DEFAULT_WINDOW = 65_535;

/** The largest window and the largest increment that the protocol can express. */
export const MAX_WINDOW = 0x7fff_ffff;
