/**
 * Passes TCP connections on to a port of the loopback, and bytes only after a delay, in each direction: a long
 * way of unlimited width. What is under way is held here; nothing is slowed but by its delay.
 *
 *   relay.ts PORT ONE_WAY_MILLISECONDS
 */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

const [port = "", delay = ""] = process.argv.slice(2);
const delayMs = Number(delay);

/** Passes bytes from one socket to another, each chunk `delayMs` after it came. */
function pass(from: Socket, to: Socket): void {
  const waiting: { readonly dueMs: number; readonly bytes: Buffer | undefined }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const arm = () => {
    const [first] = waiting;
    if (first !== undefined && timer === undefined) {
      // Timers may fire up to a millisecond early.
      timer = setTimeout(deliver, Math.max(1, Math.ceil(first.dueMs - performance.now())));
    }
  };
  const deliver = () => {
    timer = undefined;
    const nowMs = performance.now();
    let count = 0;
    to.cork();
    for (const { dueMs, bytes } of waiting) {
      if (dueMs > nowMs) break;
      if (bytes === undefined) to.end();
      else to.write(bytes);
      count++;
    }
    to.uncork();
    waiting.splice(0, count);
    arm();
  };
  const enter = (bytes: Buffer | undefined) => {
    waiting.push({ dueMs: performance.now() + delayMs, bytes });
    arm();
  };
  from.on("data", enter);
  from.on("end", () => enter(undefined));
  from.on("error", () => to.destroy());
  from.on("close", () => {
    if (from.errored) to.destroy();
  });
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  const onward = connect({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true });
  onward.setNoDelay(true);
  pass(socket, onward);
  pass(onward, socket);
});
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});
