// Fastify with a schema of requests, which it validates, and of responses, which it serializes by.
import fastify from "fastify";
import { announce } from "./serve.ts";

const text = { type: "string" } as const;
const order = {
  type: "object",
  additionalProperties: false,
  properties: {
    id: text,
    customer: text,
    lines: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        properties: {
          sku: text,
          title: text,
          quantity: { type: "integer" },
          // As ProtoJSON has 64-bit integers.
          priceCents: text,
        },
      },
    },
    note: text,
    isGift: { type: "boolean" },
    discount: { type: "number" },
  },
} as const;

const app = fastify();
app.post("/v1/orders", { schema: { body: order, response: { 200: order } } }, (request) =>
  Promise.resolve(request.body),
);
const address = await app.listen({ host: "127.0.0.1", port: 0 });
announce(address.replace("http://", ""));
