import { fileURLToPath } from "node:url";
import { restProtocol } from "@tramline/gateway";
import {
  connectProtocol,
  createChannel,
  createClient,
  grpcProtocol,
  grpcWebProtocol,
} from "tramline";
import type { Party } from "../common/events.ts";
import { type Process, runService } from "../common/run-service.ts";
import { showCalls } from "../common/show-calls.ts";
import { CatalogService } from "../gen/shop/catalog/v1/catalog.ts";
import { OrderService } from "../gen/shop/orders/v1/orders.ts";
import { PaymentService } from "../gen/shop/payments/v1/payments.ts";
import { StorefrontService } from "../gen/shop/storefront/v1/storefront.ts";
import { SupportService } from "../gen/shop/support/v1/support.ts";
import { UserService } from "../gen/shop/users/v1/users.ts";
import { openApiSettings } from "./open-api.ts";
import { pageProtocol } from "./page-protocol.ts";
import { storefrontService } from "./storefront-service.ts";

/** The page, as Vite builds it. */
const page = fileURLToPath(new URL("../../web/dist", import.meta.url));

// One port for gRPC, gRPC-Web, the page, REST, and Connect: each request goes to the first that knows it.
const protocols = [
  grpcProtocol,
  grpcWebProtocol,
  pageProtocol(page),
  restProtocol({ services: [StorefrontService], openApi: openApiSettings() }),
  connectProtocol,
];

const add = ({ server, report, onEnd }: Process): void => {
  const connect = (name: Party, variable: string) => {
    const target = process.env[variable];
    if (target === undefined) throw new Error(`set ${variable} to the address of ${name}`);
    const interceptors = [showCalls("storefront", name, report)];
    const channel = createChannel(target, { interceptors });
    onEnd(() => channel.close());
    return channel;
  };
  const orders = connect("orders", "ORDERS_ADDRESS");
  const backends = {
    users: createClient(UserService, connect("users", "USERS_ADDRESS")),
    orders: createClient(OrderService, orders),
    catalog: createClient(CatalogService, orders),
    support: createClient(SupportService, connect("support", "SUPPORT_ADDRESS")),
    payments: createClient(PaymentService, connect("payments", "PAYMENTS_ADDRESS")),
  };
  server.add(StorefrontService, storefrontService(backends));
};

await runService("storefront", add, { protocols });
