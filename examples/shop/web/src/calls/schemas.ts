// A Standard Schema for each form. They share one validator, which compiles the rules of a message once.
import { createValidator, standardSchema } from "@tramline/validate";
import { Card } from "../../../src/gen/shop/payments/v1/payments.ts";
import { Buyer } from "../../../src/gen/shop/storefront/v1/storefront.ts";

const validator = createValidator();

/** The schemas, by the field of the request that has the form's values. */
export const schemas = {
  buyer: standardSchema(Buyer, { validator }),
  card: standardSchema(Card, { validator }),
};
