// Buyers without an account become users. What they say of themselves has been checked by the rules of the contract.
import type { Client, ServerContext } from "tramline";
import type { Buyer } from "../gen/shop/storefront/v1/storefront.ts";
import type { UserService } from "../gen/shop/users/v1/users.ts";

/** Makes a buyer a user, whose id is the address of their mail. */
export async function moveIn(
  buyer: Buyer,
  users: Client<typeof UserService>,
  context: ServerContext,
): Promise<string> {
  const id = buyer.email.trim().toLowerCase();
  await users.importUsers([{ id, name: buyer.name.trim(), email: id }], { context });
  return id;
}
