/** A property of a global object or built-in module, and its replacement during simulations. */
export interface Replacement {
  readonly target: object;
  readonly key: string;
  readonly value: unknown;
}

/**
 * Puts replacements in place.
 *
 * @returns the function that puts back what was there
 */
export function putInPlace(replacements: readonly Replacement[]): () => void {
  const before = replacements.map(({ target, key }) =>
    Object.getOwnPropertyDescriptor(target, key),
  );
  for (const { target, key, value } of replacements) {
    Object.defineProperty(target, key, {
      value,
      configurable: true,
      enumerable: Object.getOwnPropertyDescriptor(target, key)?.enumerable ?? false,
      writable: true,
    });
  }
  return () => {
    for (const [index, { target, key }] of replacements.entries()) {
      const descriptor = before[index];
      if (descriptor === undefined) Reflect.deleteProperty(target, key);
      else Object.defineProperty(target, key, descriptor);
    }
  };
}
