import { checkEmptyMessage, EncodeError, encodeFailure, Writer } from "@tramline/protobuf/wire";
import { CodedType } from "../codec/coded-type.ts";
import type { MessageOutlet } from "../exchange/exchange.ts";
import { StatusError } from "../status/status-error.ts";
import { largeMemory } from "./large-memory.ts";
import { MESSAGE_PREFIX_LENGTH, writeMessagePrefix } from "./message-prefix.ts";
import type { EncodableType } from "./message-types.ts";

const NOTHING = new Uint8Array(0);

/** The process's writer; a message whose getters send messages themselves gets another one. */
const shared = new Writer(NOTHING);
let isSharedBusy = false;

/** A message beyond this is large. */
export const LARGE_BYTES = 128 * 1024;
/** The bytes by which a message may grow from one to the next before its memory has to. */
const LARGE_ROOM = 4096;

/** The type of the last large message, and how large it was. */
let largeType: object | undefined;
let largeSize = 0;

/** The messages that one side of a method sends: their type, and how large they may be. */
export interface SentMessages<I> {
  /** The type that encodes the messages. */
  readonly sentType: EncodableType<I>;
  /** The largest message in bytes; a larger one fails with RESOURCE_EXHAUSTED. */
  readonly maxSendBytes: number;
}

/**
 * Sends one uncompressed message: encoded straight into the output of the exchange's writer, behind
 * room for the message prefix, if it may leave now; else into memory of its own that waits in the
 * exchange's queue.
 *
 * @returns the length of the message as it was encoded, in bytes
 * @throws StatusError INTERNAL when the message cannot be encoded, RESOURCE_EXHAUSTED when it is too
 * large; nothing of it has been sent then
 */
export function sendMessage<I>(
  outlet: MessageOutlet,
  sent: SentMessages<I>,
  message: I,
  endStream: boolean,
): number {
  const { sentType: type, maxSendBytes } = sent;
  if ((typeof message !== "object" || message === null) && !(type instanceof CodedType)) {
    throw cannotEncode(type, message, undefined);
  }
  if (type === largeType) {
    const length = sendLarge(outlet, sent, message, endStream);
    if (length > 0) return length;
  }
  const { output } = outlet.writer;
  const reserved = outlet.reserve();
  const writer = isSharedBusy ? new Writer(NOTHING) : shared;
  const target = output.bytes;
  if (reserved < 0) writer.bytes = new Uint8Array(256);
  else writer.bytes = target;
  const start = reserved < 0 ? 0 : reserved;
  writer.position = start + MESSAGE_PREFIX_LENGTH;
  isSharedBusy = true;
  try {
    type.encodeTo(message, writer);
    if (writer.position === start + MESSAGE_PREFIX_LENGTH && !(type instanceof CodedType)) {
      checkEmptyMessage(type, message);
    }
  } catch (error) {
    if (reserved >= 0) outlet.release();
    throw cannotEncode(type, message, error);
  } finally {
    if (writer === shared) isSharedBusy = false;
  }
  const { bytes, position: end } = writer;
  writer.bytes = NOTHING;
  const length = end - start - MESSAGE_PREFIX_LENGTH;
  if (length > maxSendBytes) {
    if (reserved >= 0) outlet.release();
    throw messageTooLarge(length, maxSendBytes);
  }
  writeMessagePrefix(bytes, start, length, false);
  if (reserved >= 0 && bytes === target && output.bytes === target) {
    outlet.commit(start, end, endStream);
  } else {
    if (reserved >= 0) outlet.release();
    outlet.sendData(bytes.subarray(start, end), endStream);
    if (length > LARGE_BYTES) {
      largeType = type;
      largeSize = length;
    }
  }
  return length;
}

/**
 * Sends a message of a type that was large the last time, from memory that is large already.
 *
 * @returns the length of the message; 0 if it is small now: it has not been sent then, since what one
 * call has sent must not change the frames of another
 */
function sendLarge<I>(
  outlet: MessageOutlet,
  { sentType: type, maxSendBytes }: SentMessages<I>,
  message: I,
  endStream: boolean,
): number {
  const memory = largeMemory.take(largeSize + LARGE_ROOM);
  const writer = new Writer(memory);
  writer.position = MESSAGE_PREFIX_LENGTH;
  try {
    type.encodeTo(message, writer);
  } catch (error) {
    largeMemory.giveBack(memory);
    throw cannotEncode(type, message, error);
  }
  const { bytes, position: end } = writer;
  const length = end - MESSAGE_PREFIX_LENGTH;
  if (bytes !== memory) largeMemory.giveBack(memory);
  if (length <= LARGE_BYTES) {
    largeType = undefined;
    largeMemory.giveBack(bytes);
    return 0;
  }
  largeSize = length;
  if (length > maxSendBytes) {
    largeMemory.giveBack(bytes);
    throw messageTooLarge(length, maxSendBytes);
  }
  writeMessagePrefix(bytes, 0, length, false);
  outlet.sendData(bytes.subarray(0, end), endStream, largeMemory);
  return length;
}

/** A message with its prefix, in memory of its own, compressed. */
export function frameMessage(bytes: Uint8Array, isCompressed: boolean): Uint8Array {
  const framed = new Uint8Array(MESSAGE_PREFIX_LENGTH + bytes.length);
  writeMessagePrefix(framed, 0, bytes.length, isCompressed);
  framed.set(bytes, MESSAGE_PREFIX_LENGTH);
  return framed;
}

/**
 * A message in memory of its own, without prefix.
 *
 * @throws StatusError as sendMessage does
 */
export function encodeMessage<I>(
  { sentType: type, maxSendBytes }: SentMessages<I>,
  message: I,
): Uint8Array {
  let encoded: Uint8Array;
  try {
    encoded = type.encode(message);
  } catch (error) {
    throw cannotEncode(type, message, error);
  }
  if (encoded.length > maxSendBytes) throw messageTooLarge(encoded.length, maxSendBytes);
  return encoded;
}

/** The error for a message that its type, or its codec, does not accept. */
export function cannotEncode<I>(type: EncodableType<I>, message: I, thrown: unknown): StatusError {
  if (type instanceof CodedType) return notCoded(type, thrown);
  // `encode` names the field already, `encodeTo` does not.
  const isNamed = thrown instanceof EncodeError && thrown.cause !== undefined;
  const cause = isNamed ? thrown : encodeFailure(type, message, thrown);
  return new StatusError("INTERNAL", cause.message, { cause });
}

function notCoded({ codec, typeName }: CodedType, thrown: unknown): StatusError {
  if (thrown instanceof StatusError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const text = `cannot encode ${typeName} with the codec ${codec.name}: ${reason}`;
  return new StatusError("INTERNAL", text, { cause: thrown });
}

/** The error for a message of `length` bytes, which is over the limit. */
export function messageTooLarge(length: number, maxSendBytes: number): StatusError {
  return new StatusError(
    "RESOURCE_EXHAUSTED",
    `a message of ${length} bytes is larger than maxSendBytes (${maxSendBytes})`,
  );
}
