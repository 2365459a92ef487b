import { type Compressor, defaultCompressors } from "tramline";
import { snappy } from "./snappy.ts";

/** All that the judge asks for: ours and a plug-in. */
export const compressors: readonly Compressor[] = [...defaultCompressors, snappy];

/**
 * Returns the compression to respond with: that of the case, whose name the judge sends with each call, as in
 * `…/Compression:COMPRESSION_BR/…`.
 */
export function compressionOfCase(name: string | undefined): string {
  const match = /COMPRESSION_([A-Z]+)/.exec(name ?? "")?.[1] ?? "IDENTITY";
  return match === "IDENTITY" ? "identity" : match.toLowerCase();
}
