import http2 from "node:http2";
import type { AddressInfo } from "node:net";
import {
  Code,
  ConnectError,
  type ConnectRouter,
  type Interceptor,
  type ServiceImpl,
} from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { CONSTANT_METADATA, TICK_TEXT } from "../node/sample-data.ts";
import { serverMain } from "../node/server-main.ts";
import { Bench } from "./gen/bench_pb.js";

type Echo = ServiceImpl<typeof Bench>["echo"];

const echo: Echo = ({ text, number }) => ({ text, number });

/** Looks at what a handler that works for its caller needs. */
const echoWithContext: Echo = ({ text, number }, { requestHeader, signal }) => {
  if (requestHeader.get("x-tenant") !== CONSTANT_METADATA["x-tenant"]) {
    throw new ConnectError("a wrong tenant", Code.PermissionDenied);
  }
  signal.throwIfAborted();
  return { text, number };
};

const passThrough: Interceptor = (next) => (request) => next(request);

const routes = (of: Echo) => (router: ConnectRouter) => {
  router.service(Bench, {
    echo: of,
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
};

// The adapter compresses what a client accepts compressed, from 1,024 bytes on.
await serverMain(
  (identity, variant) => {
    const handler = connectNodeAdapter({
      routes: routes(variant === "context" ? echoWithContext : echo),
      connect: false,
      grpcWeb: false,
      ...(variant === "intercepted" ? { interceptors: [passThrough] } : {}),
    });
    const server =
      identity === undefined
        ? http2.createServer(handler)
        : http2.createSecureServer({ ...identity }, handler);
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  },
  ["intercepted", "context", "gzip"],
);
