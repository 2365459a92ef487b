// The orders of this browser.
import type { JSX } from "preact";
import { ViewHeading } from "../parts/heading.tsx";
import { Link } from "../parts/link.tsx";
import { EmptyState } from "../parts/notice.tsx";
import { orderIds } from "../state/buyer.ts";
import { useStore } from "../state/store.ts";

/** Links to the orders that were placed here. */
export function OrdersView(): JSX.Element {
  const ids = useStore(orderIds);
  return (
    <>
      <ViewHeading title="Your orders" />
      {ids.length === 0 ? (
        <EmptyState title="No orders yet">
          <p>Orders that you place in this browser are listed here.</p>
          <Link to="/" class="button">
            To the shop
          </Link>
        </EmptyState>
      ) : (
        <ul class="order-list">
          {ids.map((id) => (
            <li key={id}>
              <Link to={`/orders/${id}`} class="order-link">
                <strong>Order {id}</strong>
                <span class="muted">See how far it is</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
