import {
  fromJsonString,
  type MessageType,
  type ParseJsonOptions,
  type PrintJsonOptions,
  toJsonString,
} from "@tramline/protobuf";
import type { Codec } from "./codec.ts";
import { decodeJsonText } from "./json-text.ts";

/** How messages are printed and parsed. */
export interface JsonCodecOptions extends PrintJsonOptions, ParseJsonOptions {
  /**
   * Fields and enum values that the contract does not have are skipped, so that a contract can grow.
   * Default: true. False: an error.
   */
  readonly ignoreUnknownFields?: boolean | undefined;
}

/**
 * Returns the codec "json": messages are ProtoJSON texts in UTF-8 (`application/grpc+json`).
 *
 * @param options `registry` has the types of what google.protobuf.Any holds, and extensions
 * @see https://protobuf.dev/programming-guides/json/
 */
export function jsonCodec(options: JsonCodecOptions = {}): Codec {
  const settings = { ...options, ignoreUnknownFields: options.ignoreUnknownFields ?? true };
  const encoder = new TextEncoder();
  return {
    name: "json",
    encode(message, type) {
      const whole = (type as MessageType<unknown, unknown>).create(message);
      return encoder.encode(toJsonString(type, whole, settings));
    },
    decode: (bytes, type) => fromJsonString(type, decodeJsonText(bytes), settings),
  };
}
