// An order: how far it has come, live; what is in it; and as long as it is not paid for, the way to pay.
import { timestampToDate } from "@tramline/protobuf/wkt";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { type Order, OrderStatus } from "../../../src/gen/shop/orders/v1/orders.ts";
import { reach } from "../calls/connection.ts";
import { ViewHeading } from "../parts/heading.tsx";
import { Icon } from "../parts/icons.tsx";
import { Link } from "../parts/link.tsx";
import { dayOf, money } from "../parts/money.ts";
import { EmptyState, ProblemNotice } from "../parts/notice.tsx";
import { pictureOf } from "../parts/picture.ts";
import { catalogue, loadCatalogue } from "../state/catalogue.ts";
import { useStore } from "../state/store.ts";
import { Arrival } from "./arrival.tsx";
import { PaymentForm } from "./payment-form.tsx";
import { StatusSteps } from "./status-steps.tsx";
import { useOrder, type WatchedOrder } from "./use-order.ts";

/** An order by its number. */
export function OrderView({ id }: { id: string }): JSX.Element {
  const { order, state, problem } = useOrder(id);
  const title = `Order ${id}`;
  if (problem?.reason === "NOT_FOUND") {
    return (
      <>
        <ViewHeading title={title} />
        <EmptyState title="Order not found">
          <p>Is the number right? A shop that has been opened again begins without orders.</p>
          <Link to="/orders" class="button">
            Your orders
          </Link>
        </EmptyState>
      </>
    );
  }
  return (
    <>
      <div class="title-row">
        <ViewHeading title={title} />
        <LiveMark state={state} />
      </div>
      {problem !== undefined && <ProblemNotice problem={problem} />}
      {order === undefined && problem === undefined && <OrderSkeleton />}
      {order !== undefined && (
        <>
          <section class="panel" aria-label="Status">
            <StatusSteps status={order.status} />
          </section>
          <div class="columns">
            <div class="stack">
              {order.status === OrderStatus.PLACED ? (
                <PaymentForm orderId={id} totalCents={order.totalCents} />
              ) : (
                <Arrival orderId={id} />
              )}
            </div>
            <OrderContents order={order} />
          </div>
        </>
      )}
    </>
  );
}

/** Whether what is shown is the latest. */
function LiveMark({ state }: { state: WatchedOrder["state"] }): JSX.Element | null {
  const reached = useStore(reach);
  if (state === "ended") return null;
  const isLive = state === "live" && reached === "online";
  return (
    <span class="live" data-live={isLive} role="status">
      {isLive ? "Live" : state === "connecting" ? "Connecting…" : "Reconnecting…"}
    </span>
  );
}

function OrderContents({ order }: { order: Order }): JSX.Element {
  const { products } = useStore(catalogue);
  useEffect(() => {
    if (products === undefined) void loadCatalogue();
  }, [products]);
  const { items, totalCents, placedAt, address } = order;
  return (
    <section class="panel" aria-labelledby="contents-title">
      <h2 id="contents-title">What is in it</h2>
      <ul class="cart-lines">
        {items.map(({ product, quantity }) => (
          <li key={product} class="cart-line">
            <img src={pictureOf(product)} width="56" height="42" alt="" />
            <span>
              {quantity} × {products?.find(({ id }) => id === product)?.name ?? product}
            </span>
          </li>
        ))}
      </ul>
      <p class="sum">
        <span>Total</span>
        <strong>{money(totalCents)}</strong>
      </p>
      <dl class="facts">
        {placedAt !== undefined && (
          <>
            <dt>Placed</dt>
            <dd>{dayOf(timestampToDate(placedAt))}</dd>
          </>
        )}
        {address !== "" && (
          <>
            <dt>Goes to</dt>
            <dd>{address}</dd>
          </>
        )}
      </dl>
      <Link to="/" class="text-link">
        <Icon name="back" size={16} /> Back to the shop
      </Link>
    </section>
  );
}

function OrderSkeleton(): JSX.Element {
  return (
    <div class="panel skeleton" aria-hidden="true">
      <div class="skeleton-line" />
      <div class="skeleton-line skeleton-short" />
    </div>
  );
}
