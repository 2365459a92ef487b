import assert from "node:assert/strict";
import { test } from "node:test";
import { createChannel } from "../client/create-channel.ts";
import { ConfigurationError } from "../configuration-error.ts";

const PATH = "/shop.v1.OrderService/GetOrder";

test("says what is in force for a method, and where it comes from", () => {
  const channel = createChannel("orders.invalid:50051", {
    loadBalancing: "round_robin",
    maxReceiveBytes: 1000,
    onServiceConfigWarning() {},
    serviceConfig: {
      methodConfig: [
        {
          name: [{ service: "shop.v1.OrderService" }],
          timeout: "2s",
          waitForReady: true,
          maxRequestMessageBytes: 500,
          maxResponseMessageBytes: 5000,
          retryPolicy: {
            maxAttempts: 9,
            initialBackoff: "0.1s",
            maxBackoff: "1s",
            backoffMultiplier: 2,
            retryableStatusCodes: ["UNAVAILABLE", "ABORTED"],
          },
        },
        { name: [{}], hedgingPolicy: { maxAttempts: 2, hedgingDelay: "0.5s" } },
      ],
      retryThrottling: { maxTokens: 10, tokenRatio: 0.1 },
    },
  });
  assert.equal(
    channel.explain(PATH),
    `${PATH} on orders.invalid:50051
  service config:   from the option serviceConfig
  entry:            methodConfig[0], for the service shop.v1.OrderService
  timeout:          2000 ms (methodConfig[0])
  waitForReady:     true (methodConfig[0])
  largest request:  500 bytes (methodConfig[0])
  largest response: 1000 bytes (the channel's)
  retries:          up to 5 attempts on UNAVAILABLE, ABORTED; backoff 100 ms, times 2 each, up to 1000 ms, ±20 % (methodConfig[0])
  throttling:       allows retries: 10 of 10 tokens, 0.1 back for each success
  load balancing:   round_robin (the channel's)
  warning: methodConfig[0].retryPolicy.maxAttempts is 9: 5 holds, the most allowed here`,
  );
  assert.match(
    channel.explain("/a.B/C"),
    /entry: +methodConfig\[1\], for every method\n[^]*retries: +hedging with up to 2 attempts, one each 500 ms; not fatal: no code \(/,
  );
});

test("without a service config, and with retries switched off", () => {
  const plain = createChannel("orders.invalid:50051");
  assert.equal(
    plain.explain({ path: PATH } as never),
    `${PATH} on orders.invalid:50051
  service config:   none
  entry:            none for this method
  timeout:          none
  waitForReady:     false (default)
  largest request:  no limit
  largest response: 4194304 bytes (the channel's)
  retries:          only of calls that no server has looked at
  throttling:       none
  load balancing:   pick_first (the channel's)`,
  );
  const off = createChannel("orders.invalid:50051", {
    retries: { maxAttempts: 1 },
    serviceConfig: { methodConfig: [{ name: [{}], hedgingPolicy: { maxAttempts: 2 } }] },
  });
  assert.match(off.explain(PATH), /looked at \(the option retries\.maxAttempts is 1\)/);
  for (const wrong of ["GetOrder", "/a", "/a/b/c", undefined, { path: 1 }]) {
    assert.throws(
      () => plain.explain(wrong as never),
      (error) => error instanceof ConfigurationError && error.code === "METHOD_INVALID",
    );
  }
});
