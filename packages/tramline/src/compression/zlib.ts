import { promisify } from "node:util";
import * as zlib from "node:zlib";
import type { Compressor } from "@tramline/rpc";
import { keptCodec } from "./kept-codec.ts";
import { type InflateOptions, type ZlibCodec, ZlibCompressor } from "./zlib-compressor.ts";

type Inflate = ZlibCodec["inflate"];

/** The `gzip` encoding (RFC 1952). A message of several members is what they yield together; anything else behind one is an error. */
export const gzip: Compressor = /*@__PURE__*/ new ZlibCompressor("gzip", {
  .../*@__PURE__*/ keptCodec({
    createCompress: zlib.createGzip,
    createInflate: zlib.createGunzip,
    compressSync: zlib.gzipSync,
    inflateSync: zlib.gunzipSync,
  }),
  compress: /*@__PURE__*/ promisify<Uint8Array, Uint8Array>(zlib.gzip),
  inflate: /*@__PURE__*/ promisify(zlib.gunzip) as Inflate,
  statedLength: (packed) => {
    const { buffer, byteOffset, length } = packed;
    if (length < 18) return undefined;
    return new DataView(buffer, byteOffset).getUint32(length - 4, true);
  },
});

/** The `deflate` encoding: the zlib format (RFC 1950), as HTTP and gRPC mean by that name. */
export const deflate: Compressor = /*@__PURE__*/ new ZlibCompressor("deflate", {
  .../*@__PURE__*/ keptCodec({
    createCompress: zlib.createDeflate,
    createInflate: zlib.createInflate,
    compressSync: zlib.deflateSync,
    inflateSync: zlib.inflateSync,
  }),
  compress: /*@__PURE__*/ promisify<Uint8Array, Uint8Array>(zlib.deflate),
  inflate: /*@__PURE__*/ promisify(zlib.inflate) as Inflate,
});

/** Node's own default is made for files that are compressed once: a hundred times as slow. */
const brotliOptions = (bytes: Uint8Array): zlib.BrotliOptions => ({
  params: {
    [zlib.constants.BROTLI_PARAM_QUALITY]: 4,
    [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  },
});

/** The `br` encoding: Brotli (RFC 7932), at quality 4. */
export const brotli: Compressor = /*@__PURE__*/ new ZlibCompressor("br", {
  compressSync: (bytes) => zlib.brotliCompressSync(bytes, brotliOptions(bytes)),
  compress: (bytes) =>
    promisify<Uint8Array, zlib.BrotliOptions, Uint8Array>(zlib.brotliCompress)(
      bytes,
      brotliOptions(bytes),
    ),
  inflateSync: (bytes, options) => zlib.brotliDecompressSync(bytes, options),
  inflate: /*@__PURE__*/ promisify(zlib.brotliDecompress) as Inflate,
});

type Callback = (error: Error | null, result: Uint8Array) => void;
type ZstdOptions = InflateOptions & { readonly params?: Readonly<Record<number, number>> };

/** The part of node:zlib that came with Node 22.15 and 23.8. */
interface Zstd {
  zstdCompressSync(bytes: Uint8Array): Uint8Array;
  zstdCompress(bytes: Uint8Array, callback: Callback): void;
  zstdDecompressSync(bytes: Uint8Array, options: ZstdOptions): Uint8Array;
  zstdDecompress(bytes: Uint8Array, options: ZstdOptions, callback: Callback): void;
  readonly constants: { readonly ZSTD_d_windowLogMax: number };
}

/**
 * The largest window that a frame may ask for, as a power of 2: 8 MiB, which every decoder should
 * support (RFC 8878 section 3.1.1.1.2). zstd's own limit of 128 MiB is memory that a few bytes take.
 */
const MAX_ZSTD_WINDOW_LOG = 23;

function createZstd(): Compressor | undefined {
  const { zstdCompressSync, zstdCompress, zstdDecompressSync, zstdDecompress } =
    zlib as unknown as Partial<Zstd>;
  if (
    zstdCompressSync === undefined ||
    zstdCompress === undefined ||
    zstdDecompressSync === undefined ||
    zstdDecompress === undefined
  ) {
    return undefined;
  }
  // Node 22 takes a frame that is cut off for a whole one, and returns what there is.
  if (!noticesTruncation(zstdCompressSync, zstdDecompressSync)) return undefined;
  const { ZSTD_d_windowLogMax } = (zlib as unknown as Zstd).constants;
  const params = { [ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG };
  return new ZlibCompressor("zstd", {
    compressSync: (bytes) => zstdCompressSync(bytes),
    compress: promisify<Uint8Array, Uint8Array>(zstdCompress),
    inflateSync: (bytes, options) => zstdDecompressSync(bytes, { ...options, params }),
    inflate: (bytes, options) =>
      promisify<Uint8Array, ZstdOptions, Uint8Array>(zstdDecompress)(bytes, {
        ...options,
        params,
      }),
  });
}

/** Whether the runtime refuses a frame that is cut off: without that, a damaged message would pass. */
function noticesTruncation(
  compress: Zstd["zstdCompressSync"],
  decompress: Zstd["zstdDecompressSync"],
): boolean {
  const packed = compress(new Uint8Array(64));
  try {
    decompress(packed.subarray(0, packed.length - 1), {});
    return false;
  } catch {
    return true;
  }
}

/**
 * The `zstd` encoding: Zstandard (RFC 8878). Undefined where the runtime lacks it, as Node 20, and where
 * it takes messages that are cut off for whole ones, as Node 22.
 */
export const zstd: Compressor | undefined = /*@__PURE__*/ createZstd();

/** The default compressors of channels and servers: gzip, deflate, br, and zstd where it is there. */
export const defaultCompressors: readonly Compressor[] =
  zstd === undefined ? [gzip, deflate, brotli] : [gzip, deflate, brotli, zstd];
