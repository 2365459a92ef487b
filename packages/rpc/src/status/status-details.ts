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
  readonly code: number;
  readonly message: string;
  readonly details: readonly StatusDetail[];
}

/** A message type, as far as details need it: every generated one fits. */
export interface DetailType<T, I> {
  readonly typeName: string;
  encode(message: I): Uint8Array;
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
  return { typeUrl: `type.googleapis.com/${type.typeName}`, value: type.encode(message) };
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
  const utf8 = new TextEncoder();
  const message = utf8.encode(status.message);
  const anys = status.details.map((one) => {
    const typeUrl = utf8.encode(one.typeUrl);
    const size =
      (typeUrl.length > 0 ? fieldSize(typeUrl.length) : 0) +
      (one.value.length > 0 ? fieldSize(one.value.length) : 0);
    return { typeUrl, value: one.value, size };
  });
  let total = status.code === 0 ? 0 : 1 + varintSize(status.code);
  if (message.length > 0) total += fieldSize(message.length);
  for (const any of anys) total += fieldSize(any.size);

  const out = { bytes: new Uint8Array(total), position: 0 };
  if (status.code !== 0) {
    out.bytes[out.position++] = 0x08;
    putVarint(out, status.code);
  }
  if (message.length > 0) putBytes(out, 0x12, message);
  for (const any of anys) {
    out.bytes[out.position++] = 0x1a;
    putVarint(out, any.size);
    if (any.typeUrl.length > 0) putBytes(out, 0x0a, any.typeUrl);
    if (any.value.length > 0) putBytes(out, 0x12, any.value);
  }
  return out.bytes;
}

interface Output {
  readonly bytes: Uint8Array;
  position: number;
}

function fieldSize(length: number): number {
  return 1 + varintSize(length) + length;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) size++;
  return size;
}

function putVarint(out: Output, value: number): void {
  let rest = value >>> 0;
  while (rest > 0x7f) {
    out.bytes[out.position++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  out.bytes[out.position++] = rest;
}

function putBytes(out: Output, tag: number, bytes: Uint8Array): void {
  out.bytes[out.position++] = tag;
  putVarint(out, bytes.length);
  out.bytes.set(bytes, out.position);
  out.position += bytes.length;
}

/**
 * Decodes google.rpc.Status. Returns undefined for bytes that are none: details are an addition to a
 * status and never a reason to lose it.
 */
export function decodeStatusRecord(bytes: Uint8Array): StatusRecord | undefined {
  const input = { bytes, position: 0 };
  let code = 0;
  let message = "";
  const details: StatusDetail[] = [];
  while (input.position < bytes.length) {
    const tag = takeVarint(input);
    if (tag === 0x08) {
      code = takeVarint(input);
      if (code < 0) return undefined;
    } else if (tag === 0x12 || tag === 0x1a) {
      const field = takeBytes(input);
      if (field === undefined) return undefined;
      if (tag === 0x12) {
        message = decodeText(field);
      } else {
        const one = decodeAny(field);
        if (one === undefined) return undefined;
        details.push(one);
      }
    } else if (!skipField(input, tag)) {
      return undefined;
    }
  }
  return { code, message, details };
}

function decodeAny(bytes: Uint8Array): StatusDetail | undefined {
  const input = { bytes, position: 0 };
  let typeUrl = "";
  let value: Uint8Array = new Uint8Array(0);
  while (input.position < bytes.length) {
    const tag = takeVarint(input);
    if (tag === 0x0a || tag === 0x12) {
      const field = takeBytes(input);
      if (field === undefined) return undefined;
      if (tag === 0x0a) typeUrl = decodeText(field);
      else value = field.slice();
    } else if (!skipField(input, tag)) {
      return undefined;
    }
  }
  return { typeUrl, value };
}

function decodeText(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** The low 32 bits of a varint, or -1 when the bytes end within it or it is longer than ten. */
function takeVarint(input: Output): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    if (input.position >= input.bytes.length) return -1;
    const byte = input.bytes[input.position++]!;
    if (shift < 32) value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
  return -1;
}

function takeBytes(input: Output): Uint8Array | undefined {
  const length = takeVarint(input);
  const start = input.position;
  if (length < 0 || length > input.bytes.length - start) return undefined;
  input.position = start + length;
  return input.bytes.subarray(start, input.position);
}

function skipField(input: Output, tag: number): boolean {
  if (tag < 8) return false;
  switch (tag & 7) {
    case 0:
      return takeVarint(input) >= 0;
    case 1:
      input.position += 8;
      break;
    case 2:
      return takeBytes(input) !== undefined;
    case 5:
      input.position += 4;
      break;
    default:
      return false;
  }
  return input.position <= input.bytes.length;
}
