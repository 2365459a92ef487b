/** What is measured of a codec. */
export const operations = ["encode", "decode", "to-json", "from-json"] as const;
export type Operation = (typeof operations)[number];

/** Encodes and decodes the sample messages of one kind. */
export interface Codec {
  /** Encodes the sample with this index. */
  readonly encode: (index: number) => unknown;
  /** Decodes the sample with this index, which was encoded before the clock started. */
  readonly decode: (index: number) => unknown;
  /** ProtoJSON as text. */
  readonly "to-json"?: (index: number) => string;
  /** From ProtoJSON as text, the same for all. */
  readonly "from-json"?: (index: number) => unknown;
  /** The sample as `decode` gets it, where that is protobuf, to check that all mean the same. */
  encoded(index: number): Uint8Array | undefined;
}

/** A codec library. Everything that may be prepared is prepared before a codec is returned. */
export interface Implementation {
  readonly version: string;
  codec(message: string): Codec;
}
