// What stays in this browser: values in localStorage, shared by its tabs.
import { Store } from "./store.ts";

/**
 * Returns a store that is kept in localStorage. Where a browser forbids that, it lasts as long as the page.
 *
 * @param read returns a value of what was stored, or the first one for anything else
 */
export function savedStore<T>(key: string, read: (stored: unknown) => T): Store<T> {
  const load = () => read(parse(key));
  const store = new Store(load());
  store.subscribe(() => {
    try {
      localStorage.setItem(key, JSON.stringify(store.value));
    } catch {
      // Full, or forbidden.
    }
  });
  addEventListener("storage", (event) => {
    if (event.key === key) store.set(load());
  });
  return store;
}

function parse(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** Whether something that was stored is an object with names. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
