import { Reader, Writer } from "@tramline/protobuf/wire";
import { showDetail } from "./show-detail.ts";

/**
 * A detail of a status: a message of any type with its type's URL. The same shape as
 * google.protobuf.Any.
 */
export interface StatusDetail {
  /** Such as `"type.googleapis.com/google.rpc.BadRequest"`. */
  readonly typeUrl: string;
  /** The encoded message. */
  readonly value: Uint8Array;
}

/** google.rpc.Status: code, message (as text, not percent-encoded) and details. */
export interface StatusRecord {
  /** The status code's number. */
  readonly code: number;
  /** The error message, for developers. */
  readonly message: string;
  /** Messages that say more about the error, each with its type. */
  readonly details: readonly StatusDetail[];
}

/** A message type, as far as details need it: every generated one fits. */
export interface DetailType<T, I> {
  /** The full name of the message type, such as `google.rpc.ErrorInfo`. */
  readonly typeName: string;
  /** Encodes a detail. */
  encode(message: I): Uint8Array;
  /** Decodes a detail. Throws when the bytes are malformed. */
  decode(bytes: Uint8Array): T;
}

/**
 * A detail for StatusError:
 *
 * ```ts
 * throw new StatusError("INVALID_ARGUMENT", "bad order", {
 *   details: [detail(BadRequest, { fieldViolations: [{ field: "id", description: "empty" }] })],
 * });
 * ```
 */
export function detail<T, I>(type: DetailType<T, I>, message: I): StatusDetail {
  return showDetail({
    typeUrl: `type.googleapis.com/${type.typeName}`,
    value: type.encode(message),
  });
}

/** The full name of the message type that a detail's URL names: what follows the last slash. */
export function detailTypeName(detail: StatusDetail): string {
  return detail.typeUrl.slice(detail.typeUrl.lastIndexOf("/") + 1);
}

/**
 * Encodes google.rpc.Status (code = 1, message = 2, details = 3), the value of
 * `grpc-status-details-bin`. Written out here so that a status needs no generated code.
 */
export function encodeStatusRecord(status: StatusRecord): Uint8Array {
  const writer = new Writer();
  if (status.code !== 0) writer.int32(0x08, status.code);
  if (status.message !== "") writer.string(0x12, status.message);
  for (const { typeUrl, value } of status.details) {
    const start = writer.open(0x1a);
    if (typeUrl !== "") writer.string(0x0a, typeUrl);
    if (value.length > 0) writer.bytesField(0x12, value);
    writer.close(start);
  }
  return writer.slice(0);
}

/**
 * Decodes google.rpc.Status. Returns undefined for other bytes: details are an addition to a
 * status and never a reason to lose it.
 */
export function decodeStatusRecord(bytes: Uint8Array): StatusRecord | undefined {
  const reader = new Reader(bytes);
  const end = bytes.length;
  let code = 0;
  let message = "";
  const details: StatusDetail[] = [];
  try {
    while (reader.position < end) {
      const tag = reader.tag();
      if (tag === 0x08) code = reader.int32();
      else if (tag === 0x12) message = reader.uncheckedString(end);
      else if (tag === 0x1a) details.push(decodeAny(reader, reader.delimited(end)));
      else reader.skip(tag, end);
    }
  } catch {
    return undefined;
  }
  return { code, message, details };
}

function decodeAny(reader: Reader, end: number): StatusDetail {
  let typeUrl = "";
  let value: Uint8Array = new Uint8Array(0);
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === 0x0a) typeUrl = reader.uncheckedString(end);
    else if (tag === 0x12) value = reader.bytesField(end);
    else reader.skip(tag, end);
  }
  if (reader.position > end) reader.overrun(end);
  return showDetail({ typeUrl, value });
}
