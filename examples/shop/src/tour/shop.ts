import { type Client, type ClientChannel, createChannel, createClient } from "tramline";
import { showCalls } from "../common/show-calls.ts";
import { StorefrontService } from "../gen/shop/storefront/v1/storefront.ts";
import { UserService } from "../gen/shop/users/v1/users.ts";
import type { Processes } from "./processes.ts";
import type { Timeline } from "./timeline.ts";

/** The running shop as the tour sees it. */
export interface Shop {
  readonly users: Client<typeof UserService>;
  readonly storefront: Client<typeof StorefrontService>;
  readonly timeline: Timeline;
  /** The order that was placed last. */
  orderId: string;
  /** Of the storefront, for calls from a terminal. */
  readonly address: string;
  /** Closes the tour's own channels. */
  close(): Promise<void>;
}

/** Starts the four services, and clients of the two that the tour calls. */
export async function openShop(processes: Processes, timeline: Timeline): Promise<Shop> {
  const [users, orders, payments] = await Promise.all([
    processes.start("users"),
    processes.start("orders"),
    processes.start("payments"),
  ]);
  const storefront = await processes.start("storefront", {
    USERS_ADDRESS: users,
    ORDERS_ADDRESS: orders,
    PAYMENTS_ADDRESS: payments,
  });

  const channels: ClientChannel[] = [];
  const connect = (to: "users" | "storefront", target: string) => {
    const channel = createChannel(target, {
      interceptors: [showCalls("tour", to, timeline.add)],
    });
    channels.push(channel);
    return channel;
  };
  return {
    users: createClient(UserService, connect("users", users)),
    storefront: createClient(StorefrontService, connect("storefront", storefront)),
    timeline,
    orderId: "",
    address: storefront,
    close: async () => {
      await Promise.all(channels.map((channel) => channel.close()));
    },
  };
}
