import { Metadata, type MetadataInit } from "../metadata/metadata.ts";
import { MetadataError } from "../metadata/metadata-error.ts";
import { Code, type CodeName, codeFromNumber, codeName } from "./code.ts";
import {
  type DetailType,
  decodeStatusRecord,
  detailTypeName,
  encodeStatusRecord,
  type StatusDetail,
} from "./status-details.ts";

/** Which call an error ended: filled in by the caller's side. */
export interface FailedCall {
  /** Such as `"/shop.v1.OrderService/GetOrder"`. */
  readonly method: string;
  /** The address of the server, as far as one was picked. */
  readonly peer: string | undefined;
  /** How often the call was sent; 0 if it never left. */
  readonly attempts: number;
  /** The caller's `timeoutMs`; undefined without. */
  readonly timeoutMs?: number | undefined;
  /** The milliseconds of `timeoutMs` that had passed. */
  readonly elapsedMs?: number | undefined;
  /** The failures of the attempts before the last one, in their order; the latest five. */
  readonly earlier?: readonly FailedAttempt[] | undefined;
}

/** An attempt that has failed, and was followed by another. */
export interface FailedAttempt {
  /** The address of the server, as far as one was picked. */
  readonly peer: string | undefined;
  /** The code's name and the text, such as `"UNAVAILABLE: the peer reset the stream with REFUSED_STREAM"`. */
  readonly message: string;
}

/** The parts of a StatusError beside code and message. */
export interface StatusErrorOptions {
  /** Typed details, made by detail(…). */
  readonly details?: readonly StatusDetail[] | undefined;
  /** Trailing metadata: sent along by a server, received by a client. */
  readonly metadata?: MetadataInit | undefined;
  /** The error behind this one. Never sent to the peer. */
  readonly cause?: unknown;
  /** The call that failed. Never sent to the peer. */
  readonly call?: FailedCall | undefined;
}

/**
 * A call that did not end with OK: what a handler throws to respond with a status, and what every
 * failed call of a client rejects with.
 *
 * ```ts
 * throw new StatusError("NOT_FOUND", `no order ${id}`);
 * ```
 *
 * `message` is the code's name and the text; `rawMessage` the text alone, as it travels.
 */
export class StatusError extends Error {
  /** The code's name, such as `"NOT_FOUND"`. */
  readonly code: CodeName;
  /** The code's number, such as 5. */
  readonly codeNumber: Code;
  /** The text, without the code's name in front. */
  readonly rawMessage: string;
  /** Details as they travel; see detailsOf for typed ones. */
  readonly details: readonly StatusDetail[];
  /** Trailing metadata. */
  readonly metadata: Metadata;
  /** The call that failed, on a client. */
  readonly call: FailedCall | undefined;

  /**
   * @param code name or number; OK and unassigned numbers become UNKNOWN, since an error is not a success
   * @param message text for people who read the error, on the other side too
   */
  constructor(code: CodeName | Code, message = "", options: StatusErrorOptions = {}) {
    const number = typeof code === "string" ? (Code[code] ?? Code.UNKNOWN) : codeFromNumber(code);
    const codeNumber = number === Code.OK ? Code.UNKNOWN : number;
    const name = codeName(codeNumber);
    super(
      message === "" ? name : `${name}: ${message}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = name;
    this.codeNumber = codeNumber;
    this.rawMessage = message;
    this.details = options.details ?? [];
    this.metadata =
      options.metadata instanceof Metadata ? options.metadata : new Metadata(options.metadata);
    this.call = options.call;
  }

  static {
    // On the prototype, so that printing an error does not list the name among its properties.
    Object.defineProperty(this.prototype, "name", {
      value: "StatusError",
      configurable: true,
      writable: true,
    });
  }

  /**
   * The details of one type, decoded, in their order.
   *
   * @throws whatever the type's decode throws, when a peer sent a detail that is broken
   */
  detailsOf<T, I>(type: DetailType<T, I>): T[] {
    const found: T[] = [];
    for (const one of this.details) {
      if (detailTypeName(one) === type.typeName) found.push(type.decode(one.value));
    }
    return found;
  }

  /**
   * The bytes for `grpc-status-details-bin`: google.rpc.Status with code, message and details.
   * Undefined when there are no details, as nothing needs to be sent then.
   */
  encodeDetails(): Uint8Array | undefined {
    if (this.details.length === 0) return undefined;
    return encodeStatusRecord({
      code: this.codeNumber,
      message: this.rawMessage,
      details: this.details,
    });
  }

  /**
   * Any thrown value as a StatusError. A StatusError stays itself; an AbortError means CANCELLED, a
   * TimeoutError DEADLINE_EXCEEDED, refused metadata INTERNAL, everything else UNKNOWN. The original
   * is the cause, and only its message can reach a peer: never its stack, never other properties.
   * Never throws, whatever was thrown: a getter or a proxy may do so in turn.
   */
  static from(thrown: unknown): StatusError {
    return errorOf(thrown, true);
  }

  /**
   * The same, without the text of what is not a StatusError: for callers, who must not read of file
   * names, queries, and secrets. Code and cause are the same.
   */
  static withoutText(thrown: unknown): StatusError {
    return errorOf(thrown, false);
  }

  /**
   * The error for received trailers.
   *
   * @param codeNumber from `grpc-status`, not OK
   * @param message the decoded `grpc-message`
   * @param metadata the trailers; `grpc-status-details-bin` in them is decoded into details, and
   * ignored when it is broken or contradicts `codeNumber` (which a receiver has to verify)
   */
  static fromTrailers(
    codeNumber: Code,
    message: string,
    metadata: Metadata,
    options: Omit<StatusErrorOptions, "metadata" | "details"> = {},
  ): StatusError {
    const details = detailsFromTrailers(codeNumber, metadata);
    return createError(codeNumber, message, { ...options, metadata, details });
  }
}

// Outside of the class: bundlers rename a class that names itself, and logs show that name.
function createError(code: Code, message: string, options?: StatusErrorOptions): StatusError {
  return new StatusError(code, message, options);
}

/** The text for a caller whose handler threw something that is not a StatusError. */
const HIDDEN_TEXT = "the handler threw an error";

function errorOf(thrown: unknown, showsText: boolean): StatusError {
  try {
    if (thrown instanceof StatusError) return thrown;
    if (!(thrown instanceof Error)) {
      const text = typeof thrown === "string" ? thrown : "a value that is not an Error was thrown";
      return createError(Code.UNKNOWN, showsText ? text : HIDDEN_TEXT, { cause: thrown });
    }
    if (isForeignStatusError(thrown)) {
      return createError(codeFromNumber(thrown.codeNumber), thrown.rawMessage, { cause: thrown });
    }
    // Whatever somebody has assigned to it.
    const text = showsText ? `${thrown.message}` : HIDDEN_TEXT;
    return createError(codeOfError(thrown), text, { cause: thrown });
  } catch {
    return createError(Code.UNKNOWN, "a value that cannot be read was thrown");
  }
}

function detailsFromTrailers(codeNumber: Code, metadata: Metadata): readonly StatusDetail[] {
  if (!metadata.has("grpc-status-details-bin")) return [];
  let bytes: Uint8Array | undefined;
  try {
    bytes = metadata.get("grpc-status-details-bin");
  } catch {
    return []; // not base64: the status counts without its details
  }
  const record = bytes === undefined ? undefined : decodeStatusRecord(bytes);
  return record === undefined || record.code !== codeNumber ? [] : record.details;
}

function codeOfError(error: Error): Code {
  if (error.name === "AbortError") return Code.CANCELLED;
  if (error.name === "TimeoutError") return Code.DEADLINE_EXCEEDED;
  if (error instanceof MetadataError) return Code.INTERNAL;
  return Code.UNKNOWN;
}

/** A StatusError of another copy of this package in the same program. */
function isForeignStatusError(
  error: Error,
): error is Error & { codeNumber: number; rawMessage: string } {
  const candidate = error as { codeNumber?: unknown; rawMessage?: unknown };
  return (
    error.name === "StatusError" &&
    typeof candidate.codeNumber === "number" &&
    typeof candidate.rawMessage === "string"
  );
}
