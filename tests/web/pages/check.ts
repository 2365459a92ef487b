/** Assertions for cases in pages, where Node's are missing. */

/** Throws unless both are the same as JSON, in which a bigint is its digits and bytes are their numbers. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [found, wanted] = [show(actual), show(expected)];
  if (found !== wanted) throw new Error(`${what}: expected ${wanted}, got ${found}`);
}

/** Throws unless a condition holds. */
export function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`does not hold: ${what}`);
}

/** Resolves to the error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`the call succeeded with ${show(value)}`);
}

/** Calls a function until its result is accepted, for 20 seconds at most. */
export async function eventually<T>(
  read: () => Promise<T>,
  accepts: (value: T) => boolean,
  what: string,
): Promise<void> {
  let last: T | undefined;
  for (let i = 0; i < 400; i++) {
    last = await read();
    if (accepts(last)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come; the last value is ${show(last)}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => {
    if (typeof one === "bigint") return `${one}n`;
    return one instanceof Uint8Array ? [...one] : one;
  });
}
