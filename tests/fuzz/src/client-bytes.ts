import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { deadlines } from "@tramline/rpc";
import { createChannel, createClient, StatusError } from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";
import { framesOf, inChunks, mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import type { Recording, Script } from "./recordings.ts";
import { until } from "./until.ts";

/** Our client, and a server that says what it should not. */
export class ClientUnderBytes {
  private readonly plays: readonly (readonly [Script, Recording])[];
  private readonly frames: readonly Uint8Array[];

  constructor(plays: readonly (readonly [Script, Recording])[]) {
    this.plays = plays;
    this.frames = framesOf(plays.map(([, { toClient }]) => ({ bytes: toClient, start: 0 })));
  }

  /** Calls of all kinds; each must settle. */
  async mutated(random: Random): Promise<void> {
    const [script, { toClient }] = random.pick(this.plays);
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once(
        "data",
        () => void talk(socket, mutate(toClient, 0, random, this.frames), random),
      );
      socket.resume();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const channel = createChannel(address, { ...script.options, connectTimeoutMs: 500 });
    let settled = 0;
    const calls = script.calls(createClient(EchoService, channel)).map((call) =>
      call.then(
        () => (settled += 1),
        (error: unknown) => {
          settled += 1;
          assert.ok(error instanceof StatusError, `rejected with ${String(error)}`);
        },
      ),
    );
    try {
      await until(
        () => settled === calls.length,
        () => `${settled} of ${calls.length} calls settled`,
      );
      await Promise.all(calls);
      assert.equal(deadlines.size, 0, "deadlines");
      assert.equal(channel.queuedCalls, 0, "queued calls");
    } finally {
      await channel.close();
      for (const socket of sockets) socket.destroy();
      server.close();
    }
    assert.equal(channel.connections, 0);
  }
}

async function talk(socket: Socket, bytes: Uint8Array, random: Random): Promise<void> {
  for (const chunk of inChunks(bytes, random)) {
    if (socket.destroyed) return;
    socket.write(chunk);
    if (random.chance(3)) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await new Promise((resolve) => setTimeout(resolve, 2));
  if (random.chance(70)) socket.end();
  else socket.destroy();
}
