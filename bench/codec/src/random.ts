// Values for samples, the same on every run.

let seed = 0;

/** Begins anew. */
export function restart(): void {
  seed = 20_011;
}

/** A number from 0 to below `limit`. */
export function below(limit: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * limit);
}

/** True once in `times`. */
export function oneIn(times: number): boolean {
  return below(times) === 0;
}

export function word(
  shortest: number,
  longest: number,
  alphabet = "abcdefghijklmnopqrstuvwxyz",
): string {
  const letters = Array.from(alphabet);
  let text = "";
  for (let n = shortest + below(longest - shortest + 1); n > 0; n--) {
    text += letters[below(letters.length)];
  }
  // Flat, as text that came from outside is.
  return Buffer.from(text).toString();
}

export function words(count: number, alphabet?: string): string {
  const text = Array.from({ length: count }, () => word(2, 9, alphabet)).join(" ");
  return Buffer.from(text).toString();
}

export function list<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

export function bytes(length: number): Uint8Array {
  return Uint8Array.from(list(length, () => below(256)));
}

export function millis(): bigint {
  return 1_700_000_000_000n + BigInt(below(40_000_000)) * 1000n + BigInt(below(1000));
}
