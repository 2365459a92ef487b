// The load of native gRPC: unary calls on one connection, so many at a time.
import { createChannel, createClient } from "tramline";
import { OrderService } from "../gen/edgebench/v1/orders.ts";
import { order } from "./cases.ts";
import type { LoadResult } from "./load.ts";

/**
 * Makes calls again and again.
 *
 * @param concurrency calls at a time
 * @throws StatusError of a call that fails
 */
export async function grpcLoad(port: number, concurrency: number, ms: number): Promise<LoadResult> {
  const channel = createChannel(`127.0.0.1:${port}`);
  const client = createClient(OrderService, channel);
  await client.placeOrder(order);
  const latencies: number[] = [];
  const begin = performance.now();
  const until = begin + ms;
  const run = async (): Promise<void> => {
    for (let now = performance.now(); now < until; ) {
      await client.placeOrder(order);
      const end = performance.now();
      latencies.push((end - now) * 1000);
      now = end;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, run));
  const seconds = (performance.now() - begin) / 1000;
  await channel.close();
  return { calls: latencies.length, seconds, latencies: Float64Array.from(latencies).sort() };
}
