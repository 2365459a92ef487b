// The products, loaded once for all views, and again when the stock has changed.
import type { Product } from "../../../src/gen/shop/catalog/v1/catalog.ts";
import { type Problem, problemOf } from "../calls/problem.ts";
import { storefront, TIMEOUT_MS } from "../calls/storefront.ts";
import { Store } from "./store.ts";

/** The products as far as they are known. */
export interface Catalogue {
  /** Undefined until they are loaded for the first time. */
  readonly products: readonly Product[] | undefined;
  /** Why the last attempt to load them failed. */
  readonly problem: Problem | undefined;
}

export const catalogue = new Store<Catalogue>({ products: undefined, problem: undefined });

let loading: Promise<void> | undefined;

/** Loads the products, again if they were loaded before. */
export function loadCatalogue(): Promise<void> {
  loading ??= load().finally(() => {
    loading = undefined;
  });
  return loading;
}

async function load(): Promise<void> {
  const { products } = catalogue.value;
  if (products === undefined) catalogue.set({ products, problem: undefined });
  try {
    const loaded = await storefront.listProducts({}, { timeoutMs: TIMEOUT_MS });
    catalogue.set({ products: loaded.products, problem: undefined });
  } catch (error) {
    catalogue.set({ products, problem: problemOf(error) });
  }
}
