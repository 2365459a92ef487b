/** The close codes of RFC 6455 section 7.4.1 that are sent, and the one with which a client cancels a call. */
export const CloseCode = {
  NORMAL: 1000,
  GOING_AWAY: 1001,
  PROTOCOL_ERROR: 1002,
  INVALID_TEXT: 1007,
  POLICY: 1008,
  TOO_LARGE: 1009,
  INTERNAL: 1011,
  TRY_AGAIN_LATER: 1013,
  CANCELLED: 4000,
} as const;

/** A peer's violation of a rule of WebSocket, or of the protocol on it: the connection ends with `closeCode`. */
export class FrameError extends Error {
  /** Always `"FrameError"`. */
  override readonly name = "FrameError";
  readonly closeCode: number;
  /** Stable name of the rule, such as `"WS_UNMASKED"`; for metrics and assertions. */
  readonly token: string;

  constructor(closeCode: number, token: string, message: string) {
    super(`${message} (${token})`);
    this.closeCode = closeCode;
    this.token = token;
  }
}

/** The error for a frame that breaks the protocol (RFC 6455 section 7.4.1, 1002). */
export function protocolError(token: string, message: string): FrameError {
  return new FrameError(CloseCode.PROTOCOL_ERROR, token, message);
}
