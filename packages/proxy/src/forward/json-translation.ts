// The proxy's codec for JSON: the one place where gRPC, gRPC-Web, and Connect calls are translated.
import type { Registry } from "@tramline/protobuf";
import { jsonTypeOf } from "@tramline/protobuf/internal";
import type { Codec } from "@tramline/rpc";
import { decodeJsonText } from "@tramline/rpc/internal";
import { jsonCodec } from "@tramline/rpc/json";
import { PassedType } from "./passed-type.ts";

/**
 * Returns the codec "json" of a contract. Requests become messages, which are encoded for the upstream when they are
 * sent; responses are decoded and printed. A google.protobuf.Any of an unknown type is printed with its bytes.
 *
 * @param registry the types of what google.protobuf.Any holds, and extensions
 */
export function jsonTranslation(registry: Registry): Codec {
  const encoder = new TextEncoder();
  const print = { registry, unknownAny: "base64" } as const;
  const parse = { registry, ignoreUnknownFields: true };
  // For the services that the proxy itself serves.
  const own = jsonCodec({ registry });
  return {
    name: "json",
    encode(message, type) {
      if (!(type instanceof PassedType)) return own.encode(message, type);
      return encoder.encode(jsonTypeOf(type.descriptor).print(type.create(message), print));
    },
    decode(bytes, type) {
      if (!(type instanceof PassedType)) return own.decode(bytes, type);
      return jsonTypeOf(type.descriptor).parse(decodeJsonText(bytes), parse);
    },
  };
}
