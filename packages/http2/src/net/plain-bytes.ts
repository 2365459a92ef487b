/**
 * The same memory as a Uint8Array that is not a Buffer. All who read from a connection take bytes for what
 * they are typed as, and copy what they keep with `slice()`; that of a Buffer copies nothing.
 */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
