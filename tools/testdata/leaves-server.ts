import { createServer } from "node:net";
import test from "node:test";

test("forgets a server", async () => {
  await new Promise<void>((resolve) => createServer().listen(0, "127.0.0.1", resolve));
});
