import { openDatabase } from "../common/database.ts";
import { runService } from "../common/run-service.ts";
import { UserService } from "../gen/shop/users/v1/users.ts";
import { usersSchema } from "./schema.ts";
import { usersService } from "./users-service.ts";

await runService("users", async ({ server, onEnd }) => {
  const database = await openDatabase(usersSchema);
  onEnd(() => database.close());
  server.add(UserService, usersService(database));
});
