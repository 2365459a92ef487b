/**
 * The seventeen status codes of gRPC by name, with the numbers that travel in `grpc-status`
 * (https://github.com/grpc/grpc/blob/master/doc/statuscodes.md).
 */
export const Code = {
  /** The call succeeded. */
  OK: 0,
  /** The caller gave the call up. */
  CANCELLED: 1,
  /** A failure with no better code, such as an error of a system that has no status codes. */
  UNKNOWN: 2,
  /** The request is wrong whatever the state of the server. */
  INVALID_ARGUMENT: 3,
  /** Time ran out; the work may still have been done. */
  DEADLINE_EXCEEDED: 4,
  /** The thing asked for does not exist. */
  NOT_FOUND: 5,
  /** The thing to be created exists already. */
  ALREADY_EXISTS: 6,
  /** The caller is known and may not do this. */
  PERMISSION_DENIED: 7,
  /** A quota, a size limit or a resource is used up. */
  RESOURCE_EXHAUSTED: 8,
  /** The server's state does not allow the operation; repeating without changing it is useless. */
  FAILED_PRECONDITION: 9,
  /** A conflict, such as a lost transaction; repeat at a higher level. */
  ABORTED: 10,
  /** Past the end of the valid range; may become valid as the state changes. */
  OUT_OF_RANGE: 11,
  /** The method or encoding is not offered here. */
  UNIMPLEMENTED: 12,
  /** An invariant of the system is broken. */
  INTERNAL: 13,
  /** The service cannot be reached now; repeating with back-off may help. */
  UNAVAILABLE: 14,
  /** Data was lost or damaged for good. */
  DATA_LOSS: 15,
  /** The caller did not prove who it is. */
  UNAUTHENTICATED: 16,
} as const;

/** A status code's number, 0 to 16. */
export type Code = (typeof Code)[keyof typeof Code];

/** A status code's name, such as `"NOT_FOUND"`. */
export type CodeName = keyof typeof Code;

const codeNames = /*@__PURE__*/ Object.keys(Code) as readonly CodeName[];

/** The name of a code. A number outside 0–16 has the name of UNKNOWN. */
export function codeName(code: number): CodeName {
  return codeNames[code] ?? "UNKNOWN";
}

/**
 * The code that a received `grpc-status` number stands for. Numbers outside 0–16 mean UNKNOWN, as
 * the list of codes may grow after this was written.
 */
export function codeFromNumber(code: number): Code {
  return Number.isInteger(code) && code >= 0 && code <= Code.UNAUTHENTICATED
    ? (code as Code)
    : Code.UNKNOWN;
}

/**
 * The code in a received `grpc-status` value: decimal digits. Anything else (empty, signs, letters,
 * more than four digits) means UNKNOWN.
 */
export function parseCode(text: string): Code {
  if (text.length === 0 || text.length > 4) return Code.UNKNOWN;
  let number = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return Code.UNKNOWN;
    number = number * 10 + digit;
  }
  return codeFromNumber(number);
}
