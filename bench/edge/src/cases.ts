// The measured requests, which are the same for each implementation of a case.
import { OrderService } from "../gen/edgebench/v1/orders.ts";

const { input } = OrderService.methods.placeOrder;

/** The message of all requests. */
export const order = input.create({
  id: "ord_01HZX3Q7M9K2V5T8B4N6C0D1E2",
  customer: "cus_8f14e45fceea167a",
  lines: [
    {
      sku: "SKU-77-1042-BLK",
      title: "Merino travel blanket, black",
      quantity: 2,
      priceCents: 12_900n,
    },
    {
      sku: "SKU-13-0077-OAK",
      title: "Bedside lamp with oak base",
      quantity: 1,
      priceCents: 7_450n,
    },
  ],
  note: "Leave it with the neighbors at number 12.",
  isGift: true,
  discount: 0.15,
});
const binary = Buffer.from(input.encode(order));
const json = Buffer.from(
  JSON.stringify({
    id: order.id,
    customer: order.customer,
    lines: order.lines.map((one) => ({ ...one, priceCents: String(one.priceCents) })),
    note: order.note,
    isGift: order.isGift,
    discount: order.discount,
  }),
);

/** Further fields, as a browser sends them. */
const HEAD =
  "Host: orders.test\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: */*\r\n" +
  "Accept-Language: en\r\nOrigin: http://shop.test\r\n" +
  "Authorization: Bearer 0123456789abcdef0123456789abcdef\r\nConnection: keep-alive\r\n";

function post(path: string, fields: string, body: Buffer): Buffer {
  const head = `POST ${path} HTTP/1.1\r\n${HEAD}${fields}Content-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

const METHOD = "/edgebench.v1.OrderService/PlaceOrder";
const prefix = Buffer.alloc(5);
prefix.writeUInt32BE(binary.length, 1);
const grpcWeb = post(
  METHOD,
  "Content-Type: application/grpc-web+proto\r\nX-Grpc-Web: 1\r\n",
  Buffer.concat([prefix, binary]),
);
const connectFields = "Connect-Protocol-Version: 1\r\nContent-Type: application/";
const rest = post("/v1/orders", "Content-Type: application/json\r\n", json);

/** One case. */
export interface EdgeCase {
  readonly name: string;
  /** A whole request of HTTP/1.1; undefined for calls of native gRPC. */
  readonly request: Buffer | undefined;
  /** Names of implementations, ours first. */
  readonly implementations: readonly string[];
}

const RPC = ["tramline", "connect-node", "connect-go"];

/** The cases, in the order in which tables show them. */
export const cases: readonly EdgeCase[] = [
  { name: "grpc-web-binary", request: grpcWeb, implementations: RPC },
  {
    name: "connect-binary",
    request: post(METHOD, `${connectFields}proto\r\n`, binary),
    implementations: RPC,
  },
  {
    name: "connect-json",
    request: post(METHOD, `${connectFields}json\r\n`, json),
    implementations: RPC,
  },
  { name: "rest-json", request: rest, implementations: ["tramline", "fastify", "grpc-gateway"] },
  {
    name: "native-grpc",
    request: undefined,
    implementations: ["tramline, all protocols", "tramline, gRPC alone"],
  },
  { name: "proxy-grpc-web", request: grpcWeb, implementations: ["tram proxy", "envoy"] },
  { name: "proxy-rest-json", request: rest, implementations: ["tram proxy", "envoy"] },
];
