/** The compressions of browsers, as compressors of a channel. */
import type { Compressor } from "@tramline/web";
import { StatusError } from "@tramline/web";

async function through(
  bytes: Uint8Array,
  stream: CompressionStream | DecompressionStream,
  maxBytes: number,
): Promise<Uint8Array> {
  const piped = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream as never);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of piped as unknown as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > maxBytes) {
      throw new StatusError("RESOURCE_EXHAUSTED", `the message has more than ${maxBytes} bytes`);
    }
    parts.push(part);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** gzip and deflate, by the Compression Streams standard. */
export const streamCompressors: readonly Compressor[] = (["gzip", "deflate"] as const).map(
  (name) => ({
    name,
    compress: (bytes) => through(bytes, new CompressionStream(name), Infinity),
    decompress: (bytes, maxBytes) => through(bytes, new DecompressionStream(name), maxBytes),
  }),
);
