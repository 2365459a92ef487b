/**
 * Error codes of RST_STREAM and GOAWAY frames.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-7
 */
export const ErrorCode = {
  NO_ERROR: 0x0,
  PROTOCOL_ERROR: 0x1,
  INTERNAL_ERROR: 0x2,
  FLOW_CONTROL_ERROR: 0x3,
  SETTINGS_TIMEOUT: 0x4,
  STREAM_CLOSED: 0x5,
  FRAME_SIZE_ERROR: 0x6,
  REFUSED_STREAM: 0x7,
  CANCEL: 0x8,
  COMPRESSION_ERROR: 0x9,
  CONNECT_ERROR: 0xa,
  ENHANCE_YOUR_CALM: 0xb,
  INADEQUATE_SECURITY: 0xc,
  HTTP_1_1_REQUIRED: 0xd,
} as const;

/** One of the registered codes; numbers outside of them may arrive and have no special meaning. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

const names: readonly string[] = Object.keys(ErrorCode);

/** Prints an error code: its registered name (`"CANCEL"`), or `"0x2a"` for an unknown number. */
export function errorCodeName(errorCode: number): string {
  return names[errorCode] ?? `0x${errorCode.toString(16)}`;
}

/** Whether the depth of stack traces may be set; not where the intrinsics are frozen. */
const canSetDepth =
  Object.getOwnPropertyDescriptor(Error, "stackTraceLimit")?.writable === true &&
  Object.isExtensible(Error);

/** An error without a stack trace, which costs three quarters of what a peer can cause at will. */
export class ProtocolFailure extends Error {
  constructor(message: string) {
    const depth = Error.stackTraceLimit;
    if (canSetDepth) Error.stackTraceLimit = 0;
    super(message);
    if (canSetDepth) Error.stackTraceLimit = depth;
  }
}

/**
 * The peer broke the protocol so that the connection cannot go on: the response is GOAWAY
 * carrying `errorCode`, then closed.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-5.4.1
 */
export class ConnectionError extends ProtocolFailure {
  /** Always `"ConnectionError"`. */
  override readonly name = "ConnectionError";
  /** Code for the GOAWAY frame, see {@link ErrorCode}. */
  readonly errorCode: number;
  /** Stable name of the failure site, such as `"H2_SETTINGS_MOD_6"`; for metrics and assertions. */
  readonly token: string;
  /** The name of the limit that the peer exceeded, as in `Limits`; undefined when it is something else. */
  readonly limit: string | undefined;

  constructor(errorCode: number, token: string, message: string, limit?: string) {
    super(limit === undefined ? `${message} (${token})` : `${message} (${token}, limit ${limit})`);
    this.errorCode = errorCode;
    this.token = token;
    this.limit = limit;
  }
}

/**
 * Something is wrong with one stream only: it is reset with `errorCode`, the connection goes on.
 * @see https://www.rfc-editor.org/rfc/rfc9113#section-5.4.2
 */
export class StreamError extends ProtocolFailure {
  /** Always `"StreamError"`. */
  override readonly name = "StreamError";
  /** The stream that is to be reset. */
  readonly streamId: number;
  /** Code for the RST_STREAM frame, see {@link ErrorCode}. */
  readonly errorCode: number;
  /** Stable name of the failure site; for metrics and assertions. */
  readonly token: string;

  constructor(streamId: number, errorCode: number, token: string, message: string) {
    super(`${message} (${token}, stream ${streamId})`);
    this.streamId = streamId;
    this.errorCode = errorCode;
    this.token = token;
  }
}
