// The server of a soak: echoes, and takes a sample of itself whenever its parent asks for one.
import { createServer } from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";
import { takeSample } from "./sample.ts";

const server = createServer();
server.add(EchoService, {
  say: (request) => request,
  async *repeat(request) {
    for (let count = 0; count < request.count; count++) yield { ...request, count };
  },
  async collect(requests) {
    let count = 0;
    for await (const request of requests) count += request.count;
    return { count };
  },
  async *chat(requests) {
    for await (const request of requests) yield request;
  },
});
const { address } = await server.listen("127.0.0.1:0");
process.on("message", () => {
  void takeSample(server.openCalls).then((sample) => process.send?.(sample));
});
process.on("disconnect", () => {
  void server.close({ graceMs: 0 });
});
process.send?.(address);
