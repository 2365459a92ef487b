// Buyers without an account: what they say of themselves is checked, and they become users.
import { type Client, detail, type ServerContext, StatusError } from "tramline";
import { BadRequest } from "tramline/google/rpc";
import type { Buyer } from "../gen/shop/storefront/v1/storefront.ts";
import type { UserService } from "../gen/shop/users/v1/users.ts";

/** The length of each text, in characters. */
const MOST_CHARACTERS = 200;

/**
 * Makes a buyer a user, whose id is the address of their mail.
 *
 * @throws StatusError INVALID_ARGUMENT, with a BadRequest that names every wrong field
 */
export async function moveIn(
  buyer: Buyer,
  users: Client<typeof UserService>,
  context: ServerContext,
): Promise<string> {
  checkBuyer(buyer);
  const id = buyer.email.trim().toLowerCase();
  await users.importUsers([{ id, name: buyer.name.trim(), email: id }], { context });
  return id;
}

function checkBuyer({ name, email, address }: Buyer): void {
  const fieldViolations: { field: string; description: string }[] = [];
  const complain = (field: string, description: string) =>
    fieldViolations.push({ field: `buyer.${field}`, description });

  if (name.trim() === "") complain("name", "must not be empty");
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())) {
    complain("email", "must be an address, such as ada@shop.example");
  }
  if (address.trim() === "") complain("address", "must not be empty");
  for (const [field, text] of Object.entries({ name, email, address })) {
    if (text.length > MOST_CHARACTERS) {
      complain(field, `must have at most ${MOST_CHARACTERS} characters`);
    } else if (text.includes("\0")) {
      complain(field, "must not have the character U+0000");
    }
  }
  if (fieldViolations.length === 0) return;
  throw new StatusError("INVALID_ARGUMENT", "the buyer is not complete", {
    details: [detail(BadRequest, { fieldViolations })],
  });
}
