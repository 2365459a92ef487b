/** Waits until something is true. */
export async function until(
  isTrue: () => boolean,
  what: () => string,
  withinMs = 5000,
): Promise<void> {
  const endMs = performance.now() + withinMs;
  for (let i = 0; !isTrue(); i++) {
    if (performance.now() > endMs) throw new Error(`not within ${withinMs} ms: ${what()}`);
    await new Promise((resolve) => {
      if (i < 50) setImmediate(resolve);
      else setTimeout(resolve, 2);
    });
  }
}

/** Lets the event loop turn. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
