// Bytes taken out of others.

/** The default of bytes fields. Shared: an array of no length cannot be changed. */
export const noBytes: Uint8Array = new Uint8Array(0);

/** For generated code: whether a value is bytes without any. Arrays and text may have the length 0, too. */
export function isNoBytes(value: unknown): boolean {
  return value instanceof Uint8Array && value.length === 0;
}

/** Four bytes, little-endian, as signed integer. */
export function getFixed32(bytes: Uint8Array, position: number): number {
  return (
    (bytes[position] as number) |
    ((bytes[position + 1] as number) << 8) |
    ((bytes[position + 2] as number) << 16) |
    ((bytes[position + 3] as number) << 24)
  );
}

/** Always a plain Uint8Array with memory of its own, whatever subclass `bytes` is of. */
export function copyBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  const copied = new Uint8Array(length);
  if (length < 24) {
    for (let i = 0; i < length; i++) copied[i] = bytes[start + i] as number;
  } else {
    copied.set(bytes.subarray(start, end));
  }
  return copied;
}

/** For bytes that nobody else uses: those that are most of the memory are referred to, others copied. */
export function takeBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  // Referring to them wastes little and saves a copy.
  if ((end - start) * 2 >= bytes.length) {
    return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
  }
  return copyBytes(bytes, start, end);
}
