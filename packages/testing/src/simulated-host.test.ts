import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { addEcho, open, receive, talk } from "./simulation.test.support.ts";
import { createSimulation } from "./simulation.ts";

describe("a simulated host", () => {
  it("that crashes resets or ends its connections, refuses new ones, and forgets its timers", async () => {
    const sim = createSimulation();
    const { host } = addEcho(sim);
    let ticks = 0;
    await sim.run(async () => {
      host.run(() => setInterval(() => ticks++, 10));
      const socket = await open();
      await sim.sleep(25);
      host.crash();
      await once(socket, "close");
      assert.equal(host.isRunning, false);
      const refused = connect({ host: "echo", port: 7 });
      const [error] = (await once(refused, "error")) as [NodeJS.ErrnoException];
      assert.equal(error.code, "ECONNREFUSED");
      await sim.sleep(100);
      assert.equal(ticks, 2);
      await host.restart();
      assert.equal(await open().then(talk), "hello");
    });
  });

  it("without power says nothing, and resets old connections once it is back", async () => {
    const sim = createSimulation();
    const { host } = addEcho(sim);
    await sim.run(async () => {
      const socket = await open();
      let error: NodeJS.ErrnoException | undefined;
      socket.on("error", (one) => (error = one));
      host.powerOff();
      socket.write("hello");
      await sim.sleep(60_000);
      assert.equal(socket.destroyed, false);
      await host.start();
      await sim.sleep(10);
      assert.equal(error?.code, "ECONNRESET");
    });
  });

  it("that is paused accepts bytes, and handles them when it goes on", async () => {
    const sim = createSimulation();
    const { host } = addEcho(sim);
    await sim.run(async () => {
      const socket = await open();
      host.pause();
      const late = await open();
      let heardMs = 0;
      socket.on("data", () => (heardMs = sim.nowMs));
      socket.write("hello");
      late.write("hello");
      await sim.sleep(5000);
      assert.equal(heardMs, 0);
      host.resume();
      assert.equal(await receive(late), "hello");
      assert.ok(heardMs > 5000);
    });
  });

  it("drains what its program returned, and then has ended", async () => {
    const sim = createSimulation();
    const { host } = addEcho(sim);
    const idle = sim.host("idle", () => undefined);
    await sim.run(async () => {
      const socket = await open();
      const drained = host.drain();
      await sim.sleep(100);
      assert.equal(host.isRunning, true);
      socket.end();
      await drained;
      assert.equal(host.isRunning, false);
      await assert.rejects(idle.drain(), /must return what is to be closed/);
    });
  });
});
