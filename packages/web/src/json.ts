// `@tramline/web/json`: the codec of JSON messages, which loads descriptors.
export { type JsonCodecOptions, jsonCodec } from "@tramline/rpc/json";
