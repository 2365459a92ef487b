// A key for each order: requests with the same key order once, however often they are sent.
import { randomId } from "./random-id.ts";

const NAME = "tea-line.order-key";

/** Where sessionStorage is forbidden, the key lasts as long as the page. */
let kept = "[]";

/**
 * Returns the key of what is about to be ordered: the same as before for the same order, in this tab and after the
 * page was loaded again; a new one for another order.
 */
export function idempotencyKey(order: unknown): string {
  const text = JSON.stringify(order);
  const [key, of] = JSON.parse(load()) as string[];
  if (key !== undefined && of === text) return key;
  const fresh = randomId();
  save(JSON.stringify([fresh, text]));
  return fresh;
}

/** Forgets the key: what is ordered next is another order, even of the same things. */
export function forgetIdempotencyKey(): void {
  save("[]");
}

function load(): string {
  try {
    return sessionStorage.getItem(NAME) ?? kept;
  } catch {
    return kept;
  }
}

function save(text: string): void {
  kept = text;
  try {
    sessionStorage.setItem(NAME, text);
  } catch {
    // Forbidden.
  }
}
