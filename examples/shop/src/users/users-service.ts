import { timestampFromDate } from "@tramline/protobuf/wkt";
import { type ServiceImplementation, StatusError } from "tramline";
import type { Database } from "../common/database.ts";
import type { UserService } from "../gen/shop/users/v1/users.ts";
import type { UserRow } from "./schema.ts";

/** The users, in a database. */
export function usersService(database: Database): ServiceImplementation<typeof UserService> {
  return {
    async getUser({ id }) {
      const [row] = await database.query<UserRow>("SELECT * FROM shop_users.users WHERE id = $1", [
        id,
      ]);
      if (row === undefined) throw new StatusError("NOT_FOUND", `no user ${JSON.stringify(id)}`);
      return {
        id: row.id,
        name: row.name,
        email: row.email,
        createdAt: timestampFromDate(row.created_at),
      };
    },

    async importUsers(users) {
      let added = 0;
      let updated = 0;
      // A user at a time: while one is being stored, flow control makes the caller wait.
      for await (const { id, name, email } of users) {
        const [row] = await database.query<{ added: boolean }>(
          `INSERT INTO shop_users.users (id, name, email) VALUES ($1, $2, $3)
           ON CONFLICT (id) DO UPDATE SET name = excluded.name, email = excluded.email
           RETURNING xmax = 0 AS added`,
          [id, name, email],
        );
        if (row?.added === true) added++;
        else updated++;
      }
      return { added, updated };
    },
  };
}
