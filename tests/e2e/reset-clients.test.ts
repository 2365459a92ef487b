import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { it } from "node:test";
import { createChannel, createClient, createServer, type ServerLimitEvent } from "tramline";
import { echo } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

/** Connects several times, and resets each connection as soon as it is there. */
const RESETTING = `
const { connect } = require("node:net");
for (let i = 0; i < 8; i++) {
  const socket = connect(Number(process.argv[1]), "127.0.0.1", () => socket.resetAndDestroy());
  socket.on("error", () => {});
}`;

const noSpareConnections = { limits: { connectionBurst: 1, connectionsPerSecond: 1 } };

it("clients that reset before they are accepted do not count as Unix sockets", async () => {
  const events: ServerLimitEvent[] = [];
  const onLimit = (event: ServerLimitEvent) => events.push(event);
  await using server = createServer({ ...noSpareConnections, onLimit });
  server.add(EchoService, echo);
  const { port } = await server.listen("127.0.0.1:0");
  // It blocks this process: nothing is accepted until all are reset.
  execFileSync(process.execPath, ["-e", RESETTING, String(port)]);
  await using channel = createChannel(`127.0.0.1:${port}`);
  const { text } = await createClient(EchoService, channel).say({ text: "after them" });
  assert.equal(text, "after them");
  assert.deepEqual(events, []);
  assert.equal(server.openConnections, 1);
});
