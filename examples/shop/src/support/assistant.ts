// The one who writes for the shop. It understands numbers of orders, and names of products.
import { type Client, type ServerContext, StatusError } from "tramline";
import type { CatalogService } from "../gen/shop/catalog/v1/catalog.ts";
import { type OrderService, OrderStatus } from "../gen/shop/orders/v1/orders.ts";

/** The services that the assistant looks things up in. */
export interface Sources {
  readonly orders: Client<typeof OrderService>;
  readonly catalog: Client<typeof CatalogService>;
}

/** The name of buyers who do not say theirs. */
export const NAMELESS = "Guest";

/** The name that buyers see. */
export const ASSISTANT_NAME = "Tea Line";

const statusTexts: Readonly<Record<OrderStatus, string>> = {
  [OrderStatus.UNSPECIFIED]: "is on its way to us",
  [OrderStatus.PLACED]: "is waiting to be paid for",
  [OrderStatus.PAID]: "is paid for. The warehouse packs it next",
  [OrderStatus.PACKED]: "is packed. The carrier takes it next",
  [OrderStatus.SHIPPED]: "has been shipped",
};

/** Returns what the shop says to a text of a buyer. */
export async function replyTo(
  text: string,
  name: string,
  { orders, catalog }: Sources,
  context: ServerContext,
): Promise<string> {
  const [id] = /\b\d{4,18}\b/.exec(text) ?? [];
  if (id !== undefined) {
    try {
      const { status } = await orders.getOrder({ id }, { context });
      return `Order ${id} ${statusTexts[status]}.`;
    } catch (error) {
      if (StatusError.from(error).code !== "NOT_FOUND") throw error;
      return `I cannot find an order ${id}. Is the number right?`;
    }
  }
  const { products } = await catalog.listProducts({}, { context });
  const words = new Set(text.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
  const product = products.find(
    ({ id: of, name: called }) =>
      words.has(of) ||
      (called.toLowerCase().match(/\p{L}{4,}/gu) ?? []).some((word) => words.has(word)),
  );
  if (product !== undefined) {
    const { stock } = product;
    if (stock === 0) return `The ${product.name} is sold out. New ones come on Thursday.`;
    return `We have the ${product.name}: ${stock} left.`;
  }
  if (/\b(hi|hello|hey|good (morning|day|evening))\b/i.test(text)) {
    return `Hello${name === NAMELESS ? "" : ` ${name}`}! Ask me about a product, or tell me the number of an order.`;
  }
  if (/\b(thanks|thank you)\b/i.test(text)) return "You are welcome. Enjoy your tea!";
  return "I know our products and your orders. Tell me the number of an order, or the name of a product.";
}
