/** Bytes that stand for a message of `length` bytes. */
export function smallMessage(length: number): Uint8Array {
  return new Uint8Array(length).fill(0x61);
}
