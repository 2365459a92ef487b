/** Encodes and decodes the sample messages of one kind. */
export interface Codec {
  /** Encodes the sample with this index. */
  readonly encode: (index: number) => unknown;
  /** Decodes the sample with this index, which was encoded before the clock started. */
  readonly decode: (index: number) => unknown;
  /** The sample as `decode` gets it, where that is protobuf, to check that all mean the same. */
  encoded(index: number): Uint8Array | undefined;
}

/** A codec library. Everything that may be prepared is prepared before a codec is returned. */
export interface Implementation {
  readonly version: string;
  codec(message: string): Codec;
}
