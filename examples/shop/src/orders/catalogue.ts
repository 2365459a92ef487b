/** The articles of the shop, with the price in cents. */
export const catalogue: ReadonlyMap<string, bigint> = new Map([
  ["teapot", 2900n],
  ["cup", 650n],
  ["darjeeling", 1275n],
]);
