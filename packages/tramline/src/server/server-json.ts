import { createRegistry } from "@tramline/protobuf";
import type { Codec, MethodTable } from "@tramline/rpc";
import { jsonCodec } from "@tramline/rpc/json";

/**
 * Returns the codec "json" of a server: messages of google.protobuf.Any may hold what its services and
 * their imports declare.
 */
export function serverJson(methods: MethodTable): Codec {
  let codec: Codec | undefined;
  let services = 0;
  // Made at the first use, as it links descriptors, and again after a service was added.
  const current = (): Codec => {
    if (codec === undefined || methods.size !== services) {
      services = methods.size;
      codec = jsonCodec({ registry: createRegistry(...methods.services) });
    }
    return codec;
  };
  return {
    name: "json",
    encode: (message, type) => current().encode(message, type),
    decode: (bytes, type) => current().decode(bytes, type),
  };
}
