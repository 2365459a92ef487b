declare module "snappyjs" {
  /** Returns the raw format of snappy. */
  export function compress(bytes: Uint8Array): Uint8Array;
  /** Returns the bytes of a raw block; throws for a damaged one or one that holds more than `maxLength`. */
  export function uncompress(bytes: Uint8Array, maxLength?: number): Uint8Array;
}
