import { createChannel, createClient } from "tramline";
import type { Party } from "../common/events.ts";
import { runService } from "../common/run-service.ts";
import { showCalls } from "../common/show-calls.ts";
import { OrderService } from "../gen/shop/orders/v1/orders.ts";
import { PaymentService } from "../gen/shop/payments/v1/payments.ts";
import { StorefrontService } from "../gen/shop/storefront/v1/storefront.ts";
import { UserService } from "../gen/shop/users/v1/users.ts";
import { storefrontService } from "./storefront-service.ts";

await runService("storefront", ({ server, report, onEnd }) => {
  const connect = (name: Party, variable: string) => {
    const target = process.env[variable];
    if (target === undefined) throw new Error(`set ${variable} to the address of ${name}`);
    const interceptors = [showCalls("storefront", name, report)];
    const channel = createChannel(target, { interceptors });
    onEnd(() => channel.close());
    return channel;
  };
  const backends = {
    users: createClient(UserService, connect("users", "USERS_ADDRESS")),
    orders: createClient(OrderService, connect("orders", "ORDERS_ADDRESS")),
    payments: createClient(PaymentService, connect("payments", "PAYMENTS_ADDRESS")),
  };
  server.add(StorefrontService, storefrontService(backends));
});
