/** Returns the detail as it is. Used in browsers instead of show-detail.ts (package.json, `browser`). */
export function showDetail<T>(detail: T): T {
  return detail;
}
