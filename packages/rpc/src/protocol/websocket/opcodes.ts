/** The types of frames (RFC 6455 section 5.2). */
export const Opcode = {
  CONTINUATION: 0x0,
  TEXT: 0x1,
  BINARY: 0x2,
  CLOSE: 0x8,
  PING: 0x9,
  PONG: 0xa,
} as const;

/** The bit of the first byte that the last frame of a message has. */
export const FIN = 0x80;

/** The bit of the second byte that says that the payload is masked. */
export const MASKED = 0x80;

/** The longest payload of a control frame (RFC 6455 section 5.5). */
export const MAX_CONTROL_BYTES = 125;
