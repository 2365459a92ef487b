import { createChannel, createClient } from "tramline";
import { runService } from "../common/run-service.ts";
import { showCalls } from "../common/show-calls.ts";
import { CatalogService } from "../gen/shop/catalog/v1/catalog.ts";
import { OrderService } from "../gen/shop/orders/v1/orders.ts";
import { SupportService } from "../gen/shop/support/v1/support.ts";
import { supportService } from "./support-service.ts";

await runService("support", ({ server, report, onEnd }) => {
  const target = process.env["ORDERS_ADDRESS"];
  if (target === undefined) throw new Error("set ORDERS_ADDRESS to the address of orders");
  const channel = createChannel(target, { interceptors: [showCalls("support", "orders", report)] });
  onEnd(() => channel.close());
  const orders = createClient(OrderService, channel);
  const catalog = createClient(CatalogService, channel);
  server.add(SupportService, supportService({ orders, catalog }));
});
