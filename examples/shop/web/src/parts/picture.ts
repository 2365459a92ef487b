// Pictures of products come from the storefront as well: GetPicture, over REST.

/** The address of a product's picture. */
export function pictureOf(productId: string): string {
  return `/v1/products/${encodeURIComponent(productId)}/picture`;
}
