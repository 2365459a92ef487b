/** The names of compressions on the wire; for the client on Node and for that in a browser. */
import { Compression } from "./gen/connectrpc/conformance/v1/config.ts";

const names: Readonly<Partial<Record<Compression, string>>> = {
  [Compression.GZIP]: "gzip",
  [Compression.BR]: "br",
  [Compression.ZSTD]: "zstd",
  [Compression.DEFLATE]: "deflate",
  [Compression.SNAPPY]: "snappy",
};

/** Returns the name in `grpc-encoding` of a compression; undefined for none. */
export function compressionName(compression: Compression): string | undefined {
  return names[compression];
}
