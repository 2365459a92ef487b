import { promisify } from "node:util";
import * as zlib from "node:zlib";
import { type Compressor, corruptMessage, inflatedTooLarge } from "@tramline/rpc";

/**
 * Messages up to this size are done in place: there, the way to another thread and back costs more
 * than the work. Larger ones do not hold up the event loop.
 */
const maxBytesInPlace = 16 * 1024;

interface Codec {
  readonly compressInPlace: (bytes: Uint8Array) => Uint8Array;
  readonly compressElsewhere: (bytes: Uint8Array) => Promise<Uint8Array>;
  readonly decompressInPlace: (bytes: Uint8Array, options: zlib.ZlibOptions) => Uint8Array;
  readonly decompressElsewhere: (
    bytes: Uint8Array,
    options: zlib.ZlibOptions,
  ) => Promise<Uint8Array>;
}

class ZlibCompressor implements Compressor {
  readonly name: string;
  private readonly codec: Codec;

  constructor(name: string, codec: Codec) {
    this.name = name;
    this.codec = codec;
  }

  compress(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
    return bytes.length <= maxBytesInPlace
      ? this.codec.compressInPlace(bytes)
      : this.codec.compressElsewhere(bytes);
  }

  decompress(bytes: Uint8Array, maxBytes: number): Uint8Array | Promise<Uint8Array> {
    // zlib wants a limit of at least one byte; what exceeds an allowed 0 is found below.
    const options = { maxOutputLength: Math.max(maxBytes, 1) };
    if (bytes.length > maxBytesInPlace) {
      return this.codec.decompressElsewhere(bytes, options).then(
        (message) => this.checked(message, maxBytes),
        (error: unknown) => {
          throw this.failure(error, maxBytes);
        },
      );
    }
    let message: Uint8Array;
    try {
      message = this.codec.decompressInPlace(bytes, options);
    } catch (error) {
      throw this.failure(error, maxBytes);
    }
    return this.checked(message, maxBytes);
  }

  private checked(message: Uint8Array, maxBytes: number): Uint8Array {
    if (message.length > maxBytes) throw inflatedTooLarge(this.name, maxBytes);
    return message;
  }

  private failure(error: unknown, maxBytes: number): Error {
    const tooLarge = (error as { code?: unknown } | null)?.code === "ERR_BUFFER_TOO_LARGE";
    return tooLarge ? inflatedTooLarge(this.name, maxBytes) : corruptMessage(this.name, error);
  }
}

/** The `gzip` encoding (RFC 1952). */
export const gzip: Compressor = /*@__PURE__*/ new ZlibCompressor("gzip", {
  compressInPlace: (bytes) => zlib.gzipSync(bytes),
  compressElsewhere: /*@__PURE__*/ promisify<Uint8Array, Uint8Array>(zlib.gzip),
  decompressInPlace: (bytes, options) => zlib.gunzipSync(bytes, options),
  decompressElsewhere: /*@__PURE__*/ promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(
    zlib.gunzip,
  ),
});

/** The `deflate` encoding: the zlib format (RFC 1950), as HTTP and gRPC mean by that name. */
export const deflate: Compressor = /*@__PURE__*/ new ZlibCompressor("deflate", {
  compressInPlace: (bytes) => zlib.deflateSync(bytes),
  compressElsewhere: /*@__PURE__*/ promisify<Uint8Array, Uint8Array>(zlib.deflate),
  decompressInPlace: (bytes, options) => zlib.inflateSync(bytes, options),
  decompressElsewhere: /*@__PURE__*/ promisify<Uint8Array, zlib.ZlibOptions, Uint8Array>(
    zlib.inflate,
  ),
});
