/** Returns the path of a request's target (`:path`, a request line, a URL of node:http), without its query. */
export function pathOf(target: string): string {
  return target.split("?", 1)[0] ?? "";
}
