// A server that is killed and comes back on the same port.
import { createServer } from "tramline";
import { TestService } from "../../interop/gen/grpc/testing/test.ts";

const server = createServer();
server.add(TestService, {
  emptyCall: () => ({}),
  unaryCall: () => new Promise(() => {}),
  async *fullDuplexCall(requests) {
    for await (const request of requests) yield { payload: request.payload };
  },
});
const { port } = await server.listen(`127.0.0.1:${process.argv[2] ?? 0}`);
process.stdout.write(`${port}\n`);
