// Where in the shop the page is: its address, and ways to change it without loading the page again.
import { Store } from "./store.ts";

/** The path of the page, such as "/orders/1001". */
export const route = new Store(location.pathname);

addEventListener("popstate", () => route.set(location.pathname));

/** Goes to another view. */
export function navigate(path: string): void {
  if (path === route.value) return;
  history.pushState(null, "", path);
  route.set(path);
  scrollTo(0, 0);
}
