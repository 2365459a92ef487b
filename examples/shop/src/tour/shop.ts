import { type Client, type ClientChannel, createChannel, createClient } from "tramline";
import type { Party } from "../common/events.ts";
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

/** Starts the five services, and clients of the two that the tour calls. */
export async function openShop(processes: Processes, timeline: Timeline): Promise<Shop> {
  const { users, storefront } = await startServices(processes);
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

/** The addresses of services. */
export type Addresses = Readonly<Record<Exclude<Party, "tour">, string>>;

/** Starts the five services, each as soon as those that it calls have started. */
export async function startServices(processes: Processes): Promise<Addresses> {
  const [users, orders, payments] = await Promise.all([
    processes.start("users"),
    processes.start("orders"),
    processes.start("payments"),
  ]);
  const support = await processes.start("support", { ORDERS_ADDRESS: orders });
  const addresses = { users, orders, payments, support };
  return { ...addresses, storefront: await startStorefront(processes, addresses) };
}

/**
 * Starts the storefront in front of the others.
 *
 * @param port where it listens; any free one when left out
 */
export function startStorefront(
  processes: Processes,
  { users, orders, payments, support }: Omit<Addresses, "storefront">,
  port?: string,
): Promise<string> {
  return processes.start("storefront", {
    PORT: port,
    USERS_ADDRESS: users,
    ORDERS_ADDRESS: orders,
    PAYMENTS_ADDRESS: payments,
    SUPPORT_ADDRESS: support,
  });
}
