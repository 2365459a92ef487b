import { openDatabase } from "../common/database.ts";
import { runService } from "../common/run-service.ts";
import { CatalogService } from "../gen/shop/catalog/v1/catalog.ts";
import { OrderService } from "../gen/shop/orders/v1/orders.ts";
import { catalogService, restock } from "./catalog-service.ts";
import { OrderStore } from "./order-store.ts";
import { ordersService } from "./orders-service.ts";
import { ordersSchema } from "./schema.ts";
import { packAndShip } from "./warehouse.ts";

await runService("orders", async ({ server, log, onEnd }) => {
  const database = await openDatabase(ordersSchema);
  await restock(database);
  const store = new OrderStore(database);
  const closing = new AbortController();
  onEnd(() => {
    closing.abort();
    return database.close();
  });
  const startPacking = (id: string) => {
    packAndShip(id, store, closing.signal).catch((error: unknown) => {
      if (!closing.signal.aborted) log(`order ${id} is stuck in the warehouse: ${String(error)}`);
    });
  };
  server.add(CatalogService, catalogService(database));
  server.add(OrderService, ordersService({ store, startPacking, log }));
});
