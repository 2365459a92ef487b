import { createServer } from "tramline";
import { Bench } from "../../gen/bench.ts";
import { TICK_TEXT } from "../node/sample-data.ts";
import { serverMain } from "../node/server-main.ts";

await serverMain(async (identity) => {
  const server = createServer(identity === undefined ? {} : { tls: identity });
  server.add(Bench, {
    echo: ({ text, number }) => ({ text, number }),
    placeOrder: (order) => order,
    *count({ count }) {
      for (let sequence = 0; sequence < count; sequence++) yield { sequence, text: TICK_TEXT };
    },
    async *pingPong(ticks) {
      for await (const tick of ticks) yield tick;
    },
    transfer: (payload) => payload,
  });
  return (await server.listen("127.0.0.1:0")).port;
});
