import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { TICK_TEXT } from "../node/sample-data.ts";
import { serverMain } from "../node/server-main.ts";
import { Bench } from "./gen/bench_pb.js";

function routes(router: ConnectRouter): void {
  router.service(Bench, {
    echo: (request) => ({ text: request.text, number: request.number }),
    placeOrder: (request) => request,
    async *count(request) {
      for (let sequence = 0; sequence < request.count; sequence++) {
        yield { sequence, text: TICK_TEXT };
      }
    },
    async *pingPong(requests) {
      for await (const tick of requests) yield tick;
    },
    transfer: (request) => request,
  });
}

await serverMain((identity) => {
  const handler = connectNodeAdapter({ routes, connect: false, grpcWeb: false });
  const server =
    identity === undefined
      ? http2.createServer(handler)
      : http2.createSecureServer({ ...identity }, handler);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
});
