import { openDatabase } from "../common/database.ts";
import { runService } from "../common/run-service.ts";
import { PaymentService } from "../gen/shop/payments/v1/payments.ts";
import { paymentsService } from "./payments-service.ts";
import { paymentsSchema } from "./schema.ts";

await runService("payments", async ({ server, onEnd }) => {
  const database = await openDatabase(paymentsSchema);
  onEnd(() => database.close());
  server.add(PaymentService, paymentsService(database));
});
