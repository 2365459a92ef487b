// An order as it is now, and as it changes: the stream TrackOrder, opened again when it breaks.
import { useEffect, useState } from "preact/hooks";
import { type Order, OrderStatus } from "../../../src/gen/shop/orders/v1/orders.ts";
import { follow, type StreamState } from "../calls/follow.ts";
import { type Problem, problemOf } from "../calls/problem.ts";
import { storefront } from "../calls/storefront.ts";

/** The state of an order, as the page has received it. */
export interface WatchedOrder {
  /** Undefined until the first message. */
  readonly order: Order | undefined;
  readonly state: StreamState | "ended";
  /** Why it cannot be watched. */
  readonly problem: Problem | undefined;
}

/** Watches an order for as long as the component is there. */
export function useOrder(id: string): WatchedOrder {
  const [order, setOrder] = useState<Order>();
  const [state, setState] = useState<WatchedOrder["state"]>("connecting");
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const leaving = new AbortController();
    let latest: Order | undefined;
    setOrder(undefined);
    setProblem(undefined);
    follow(
      {
        open: (signal) => storefront.trackOrder({ orderId: id }, { signal }),
        onMessage: (message) => {
          latest = message;
          setOrder(message);
        },
        onState: setState,
        isComplete: () => latest?.status === OrderStatus.SHIPPED,
      },
      leaving.signal,
    ).then(
      () => setState("ended"),
      (error: unknown) => {
        setState("ended");
        setProblem(problemOf(error));
      },
    );
    return () => leaving.abort();
  }, [id]);
  return { order, state, problem };
}
