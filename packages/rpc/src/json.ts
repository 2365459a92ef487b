// The codec of JSON messages. An entry of its own, as it loads descriptors.
export type { AnyMessageType, Codec } from "./codec/codec.ts";
export { type JsonCodecOptions, jsonCodec } from "./codec/json-codec.ts";
