import { bytesMethod } from "../codec/bytes-message.ts";
import { bytesCodec } from "../codec/codec.ts";
import type { BidiStreamingClientMethod } from "../service/client.ts";
import { type CallChannel, clientMethod } from "./client.ts";

/** Methods that are remembered. */
const MAX_METHODS = 1000;

/**
 * Returns the function for a method of which only the path is known. Requests and responses are the
 * encoded messages; a method of any kind can be called: of one that takes one request, send one.
 *
 * @param path such as "/shop.v1.OrderService/GetOrder"
 * @param codec the name of the encoding that the messages have. Default: "proto"
 */
export type BytesClient = (
  path: string,
  codec?: string,
) => BidiStreamingClientMethod<Uint8Array, Uint8Array>;

/** Returns a client for programs that pass messages on without looking into them, such as proxies. */
export function bindBytesClient(channel: CallChannel): BytesClient {
  const methods = new Map<string, BidiStreamingClientMethod<Uint8Array, Uint8Array>>();
  return (path, codec = "proto") => {
    const key = `${codec} ${path}`;
    let method = methods.get(key);
    if (method === undefined) {
      const type = bytesMethod(path);
      const starter = channel.bind(type, bytesCodec(codec));
      const made: unknown = clientMethod(type, starter, channel.interceptors);
      method = made as BidiStreamingClientMethod<Uint8Array, Uint8Array>;
      // Paths may be those of callers.
      if (methods.size >= MAX_METHODS) methods.clear();
      methods.set(key, method);
    }
    return method;
  };
}
