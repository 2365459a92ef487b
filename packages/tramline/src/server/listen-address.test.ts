import assert from "node:assert/strict";
import { test } from "node:test";
import { checkListenAddress, hasReusePort } from "./listen-address.ts";
import { createServer } from "./server.ts";

test("reusePort needs a Node that has it", () => {
  const has = (node: string) => hasReusePort({ node });
  assert.deepEqual(["20.19.0", "22.11.0", "22.12.0", "23.0.0", "23.1.0", "24.0.0"].map(has), [
    false,
    false,
    true,
    false,
    true,
    true,
  ]);
  const reusePort = "yes" as unknown as boolean;
  assert.throws(
    () => checkListenAddress({ host: "::", port: 1, reusePort }),
    /expected true or false/,
  );
});

test("two servers listen on one port with reusePort; without Node's support, the error says so", async () => {
  const first = createServer();
  const second = createServer();
  if (!hasReusePort(process.versions)) {
    const listening = first.listen({ host: "127.0.0.1", port: 0, reusePort: true });
    await assert.rejects(listening, /expected Node 22.12 or newer/);
    return;
  }
  const { port } = await first.listen({ host: "127.0.0.1", port: 0, reusePort: true });
  const again = await second.listen({ host: "127.0.0.1", port, reusePort: true });
  assert.equal(again.port, port);
  await Promise.all([first.close(), second.close()]);
});
