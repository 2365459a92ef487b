import type { ZlibOptions } from "node:zlib";
import { type Compressor, corruptMessage, inflatedTooLarge, withoutStack } from "@tramline/rpc";

/**
 * Messages up to this size are compressed in place: there, the way to another thread and back costs
 * more than the work.
 */
const MAX_COMPRESSED_IN_PLACE = 8 * 1024;
/** Packed messages up to this size are tried in place. */
const MAX_PACKED_IN_PLACE = 16 * 1024;
/** The most that is inflated in place: some 50 µs of work. A larger message starts over elsewhere. */
const MAX_INFLATED_IN_PLACE = 32 * 1024;
/** Deflate makes no message so many times smaller: a length beyond that is a lie. */
const MOST_DEFLATED = 1032;
/** Pieces in which small messages of unknown length are inflated. */
const SMALL_PIECE_BYTES = 4096;
/** Pieces in which large messages are inflated, each on its own way to another thread. */
const LARGE_PIECE_BYTES = 128 * 1024;

/** The result of node:zlib with `info: true`; other runtimes may return the bytes alone. */
interface InflatedInfo {
  readonly buffer: Uint8Array;
  /** `bytesWritten`: how much of the input has been used. */
  readonly engine: { readonly bytesWritten: number };
}

type Inflated = Uint8Array | InflatedInfo;

/** Options of all of node:zlib's functions that inflate. */
export type InflateOptions = Pick<ZlibOptions, "maxOutputLength" | "chunkSize" | "info">;

/** A compression as node:zlib has it. */
export interface ZlibCodec {
  compressSync(bytes: Uint8Array): Uint8Array;
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  inflateSync(bytes: Uint8Array, options: InflateOptions): Inflated;
  inflate(bytes: Uint8Array, options: InflateOptions): Promise<Inflated>;
  /** Returns how long the packed bytes say that they are inflated, if they do. They may lie. */
  statedLength?(packed: Uint8Array): number | undefined;
}

/** A message encoding by node:zlib: small messages in place, large ones on Node's thread pool. */
export class ZlibCompressor implements Compressor {
  readonly name: string;
  private readonly codec: ZlibCodec;

  constructor(name: string, codec: ZlibCodec) {
    this.name = name;
    this.codec = codec;
  }

  compress(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
    return bytes.length <= MAX_COMPRESSED_IN_PLACE
      ? this.codec.compressSync(bytes)
      : this.codec.compress(bytes);
  }

  decompressInPlace(bytes: Uint8Array, maxBytes: number): Uint8Array | undefined {
    if (bytes.length > MAX_PACKED_IN_PLACE) return undefined;
    const stated = this.statedLength(bytes);
    if (stated > MAX_INFLATED_IN_PLACE) return undefined;
    const isCapped = maxBytes > MAX_INFLATED_IN_PLACE;
    const most = isCapped ? MAX_INFLATED_IN_PLACE : maxBytes;
    let inflated: Inflated;
    try {
      const options = inflateOptions(most, stated > 0 ? stated + 1 : SMALL_PIECE_BYTES);
      inflated = withoutStack(() => this.codec.inflateSync(bytes, options));
    } catch (error) {
      if (isCapped && isTooLarge(error)) return undefined;
      throw this.failure(error, maxBytes);
    }
    return this.checked(inflated, bytes.length, maxBytes);
  }

  async decompress(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
    let inflated: Inflated;
    try {
      inflated = await this.codec.inflate(
        bytes,
        inflateOptions(maxBytes, this.pieceFor(bytes, maxBytes)),
      );
    } catch (error) {
      throw this.failure(error, maxBytes);
    }
    return this.checked(inflated, bytes.length, maxBytes);
  }

  /** How long the packed bytes say that they are inflated, where that can be; 0 where it is not known. */
  private statedLength(bytes: Uint8Array): number {
    const stated = this.codec.statedLength?.(bytes) ?? 0;
    return stated <= bytes.length * MOST_DEFLATED ? stated : 0;
  }

  /**
   * How much to inflate at a time: a message whose length is known in one piece, without a copy. Memory that
   * is not filled, because the length is a lie, is not taken from the operating system.
   */
  private pieceFor(bytes: Uint8Array, maxBytes: number): number {
    const stated = this.statedLength(bytes);
    return stated > LARGE_PIECE_BYTES && stated <= maxBytes ? stated + 1 : LARGE_PIECE_BYTES;
  }

  private checked(inflated: Inflated, packedBytes: number, maxBytes: number): Uint8Array {
    const message = inflated instanceof Uint8Array ? inflated : inflated.buffer;
    if (message.length > maxBytes) throw inflatedTooLarge(this.name, maxBytes);
    const used = inflated instanceof Uint8Array ? packedBytes : inflated.engine.bytesWritten;
    if (used < packedBytes) {
      const rest = `${packedBytes - used} bytes follow its end`;
      throw corruptMessage(this.name, new RangeError(rest));
    }
    return message;
  }

  private failure(error: unknown, maxBytes: number): Error {
    return isTooLarge(error)
      ? inflatedTooLarge(this.name, maxBytes)
      : corruptMessage(this.name, error);
  }
}

/** @param pieceBytes how much to inflate at a time */
function inflateOptions(maxBytes: number, pieceBytes: number): InflateOptions {
  // zlib wants 64 at least.
  const chunkSize = Math.max(pieceBytes, 64);
  // zlib wants a limit of at least one byte; what exceeds an allowed 0 is found afterwards.
  return { maxOutputLength: Math.max(maxBytes, 1), chunkSize, info: true };
}

function isTooLarge(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === "ERR_BUFFER_TOO_LARGE";
}
