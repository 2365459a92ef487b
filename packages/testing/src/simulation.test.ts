import assert from "node:assert/strict";
import { AsyncResource } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as sleepFor } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { addEcho, open, talk } from "./simulation.test.support.ts";
import { createSimulation } from "./simulation.ts";
import { SimulationError } from "./simulation-error.ts";

describe("simulated time", () => {
  it("passes only by timers, for all of Node's ways to set them", async () => {
    const sim = createSimulation();
    const realMs = performance.now();
    await sim.run(async () => {
      assert.equal(performance.now(), 0);
      await new Promise((resolve) => setTimeout(resolve, 3_600_000));
      assert.equal(performance.now(), 3_600_000);
      await sleepFor(500);
      await sim.sleep(0.5);
      assert.equal(performance.now(), 3_600_500.5);
      let count = 0;
      await new Promise<void>((resolve) => {
        const interval = setInterval(() => {
          count += 1;
          if (count < 3) return;
          clearInterval(interval);
          resolve();
        }, 100);
      });
      assert.equal(performance.now(), 3_600_800.5);
      const signal = AbortSignal.timeout(200);
      await once(signal, "abort");
      assert.equal((signal.reason as Error).name, "TimeoutError");
      assert.equal(sim.nowMs, 3_601_000.5);
    });
    assert.ok(performance.now() - realMs < 60_000);
  });

  it("is the same on all hosts but for wall clocks that were set wrong", async () => {
    const sim = createSimulation({ startTime: new Date("2031-05-06T07:08:09Z") });
    const other = sim.host("other", () => undefined);
    await sim.run(async () => {
      assert.equal(new Date().toISOString(), "2031-05-06T07:08:09.000Z");
      other.skewClock({ offsetMs: -9000, driftPpm: 100_000 });
      assert.equal(
        other.run(() => new Date().toISOString()),
        "2031-05-06T07:08:00.000Z",
      );
      await sim.sleep(1000);
      assert.equal(
        other.run(() => Date.now()),
        Date.now() - 9000 + 100,
      );
      assert.equal(
        other.run(() => performance.now()),
        performance.now(),
      );
    });
  });

  it("is left as it was: clocks, timers, chance, and sockets", async () => {
    const before = [setTimeout, Date, Math.random, performance.now, connect, createServer];
    const sim = createSimulation();
    await sim.run(async () => {
      assert.notEqual(setTimeout, before[0]);
      assert.notEqual(connect, before[4]);
    });
    assert.deepEqual(
      [setTimeout, Date, Math.random, performance.now, connect, createServer],
      before,
    );
    assert.equal(new Date().constructor, Date);
  });

  it("does not reach code outside of the simulation", async () => {
    const sim = createSimulation();
    const leave = AsyncResource.bind((run: () => Promise<number>) => run());
    const start = () =>
      new Promise<number>((resolve) => {
        setImmediate(() => setTimeout(() => resolve(performance.now()), 1));
      });
    const beganMs = performance.now();
    let outside: Promise<number> | undefined;
    const text = await sim.run(() => {
      setTimeout(() => assert.fail("time went on"), 1);
      const reading = sim.external(readFile(fileURLToPath(import.meta.url), "utf8"));
      outside = leave(start);
      return reading;
    });
    assert.match(text, /time went on/);
    assert.ok(((await outside) as number) >= beganMs);
    assert.equal(sim.nowMs, 0);
  });

  it("ends a wait for what cannot happen", async () => {
    const sim = createSimulation({ maxTimeMs: 10_000 });
    await assert.rejects(
      sim.run(() => new Promise(() => {})),
      /cannot go on at 0\.000 ms/,
    );
    const endless = sim.run(async () => {
      for (;;) await sim.sleep(100);
    });
    await assert.rejects(endless, /not done after 10000 ms of simulated time/);
  });

  it("fails the run for an error that a host does not catch", async () => {
    const sim = createSimulation();
    const host = sim.host("broken", () => undefined);
    const failing = sim.run(async () => {
      host.run(() =>
        setTimeout(() => {
          throw new Error("out of a timer");
        }, 5),
      );
      await sim.sleep(10);
    });
    await assert.rejects(failing, /out of a timer/);
  });
});

describe("the simulated network", () => {
  it("carries bytes in order, however they are cut, with its latency", async () => {
    const sim = createSimulation({
      seed: 4,
      network: { latencyMs: 10, jitterMs: 5, fragmentation: 1 },
    });
    addEcho(sim);
    await sim.run(async () => {
      const socket = await open();
      const connectedMs = sim.nowMs;
      assert.ok(connectedMs >= 20 && connectedMs <= 30, `${connectedMs}`);
      let text = "";
      let pieces = 0;
      socket.setEncoding("latin1").on("data", (piece: string) => {
        text += piece;
        pieces += 1;
      });
      let sent = "";
      for (let i = 0; i < 200; i++) {
        sent += `message ${i};`;
        socket.write(`message ${i};`);
      }
      socket.end();
      await once(socket, "close");
      assert.equal(text, sent);
      assert.ok(pieces > 3, `${pieces} pieces`);
      assert.deepEqual(sim.resources(), { timers: 0, sockets: 0, listeners: 1, deadlines: 0 });
    });
  });

  it("takes the time that its bandwidth needs, and makes a writer wait", async () => {
    const sim = createSimulation({ network: { bytesPerSecond: 1_000_000 } });
    let total = 0;
    sim.host("sink", async () => {
      const server = createServer((socket) =>
        socket.on("data", (bytes) => (total += bytes.length)),
      );
      server.listen(7);
    });
    await sim.run(async () => {
      const socket = await open("sink");
      const beganMs = sim.nowMs;
      for (let i = 0; i < 32; i++) {
        if (!socket.write(Buffer.alloc(64 * 1024))) await once(socket, "drain");
      }
      socket.end();
      await once(socket, "close");
      assert.equal(total, 2 * 1024 * 1024);
      const tookMs = sim.nowMs - beganMs;
      assert.ok(tookMs > 2090 && tookMs < 2110, `${tookMs} ms`);
    });
  });

  it("holds bytes back in a partition, and delivers them when it heals", async () => {
    const sim = createSimulation();
    addEcho(sim);
    await sim.run(async () => {
      const socket = await open();
      sim.network.partition("test", "echo");
      socket.write("hello");
      let text = "";
      socket.on("data", (bytes) => (text += String(bytes)));
      await sim.sleep(60_000);
      assert.equal(text, "");
      sim.network.heal();
      await sim.sleep(10);
      assert.equal(text, "hello");
      sim.network.partitionOneWay("echo", "test");
      socket.write(" again");
      await sim.sleep(1000);
      assert.equal(text, "hello");
      sim.network.heal("echo", "test");
      await sim.sleep(10);
      assert.equal(text, "hello again");
    });
  });

  it("cuts connections with a reset at both ends", async () => {
    const sim = createSimulation();
    const { sockets } = addEcho(sim);
    await sim.run(async () => {
      const socket = await open();
      const errors: string[] = [];
      const note = (error: NodeJS.ErrnoException) => errors.push(error.code ?? "");
      socket.on("error", note);
      await sim.sleep(5);
      sockets[0]?.on("error", note);
      assert.equal(sim.network.cut("test"), 1);
      await sim.sleep(5);
      assert.deepEqual(errors, ["ECONNRESET", "ECONNRESET"]);
      assert.equal(sim.network.openConnections, 0);
      assert.equal(await open().then(talk), "hello");
    });
  });

  it("makes connections half-open: silent, while new ones work", async () => {
    const sim = createSimulation();
    addEcho(sim);
    await sim.run(async () => {
      const socket = await open();
      assert.equal(sim.network.silence("test", "echo"), 1);
      let heard = false;
      socket.on("data", () => (heard = true));
      socket.write("hello");
      await sim.sleep(100_000);
      assert.equal(heard, false);
      assert.equal(socket.destroyed, false);
      assert.equal(await open().then(talk), "hello");
    });
  });

  it("refuses what nobody listens for, and what it does not simulate", async () => {
    const sim = createSimulation();
    addEcho(sim);
    await sim.run(async () => {
      const code = async (host: string, port: number) => {
        const [error] = (await once(connect({ host, port }), "error")) as [NodeJS.ErrnoException];
        return error.code;
      };
      const failure = (host: string, port: number) =>
        code(host, port).catch((error: unknown) => (error as NodeJS.ErrnoException).code);
      assert.equal(await failure("echo", 8), "ECONNREFUSED");
      assert.equal(await failure("nobody", 7), "EHOSTUNREACH");
      assert.throws(() => connect({ path: "/run/x.sock" }), SimulationError);
      assert.throws(() => sim.network.cut("nobody"), /expected one of test, echo, got "nobody"/);
    });
  });
});

describe("a simulation", () => {
  const play = async (seed: number) => {
    const sim = createSimulation({ seed, network: { jitterMs: 20, fragmentation: 0.5 } });
    const { host } = addEcho(sim);
    const heard: string[] = [];
    await sim.run(async () => {
      heard.push(randomUUID(), String(Math.random()), String(crypto.randomUUID()));
      for (let i = 0; i < 20; i++) {
        const socket = await open();
        socket.on("error", () => {});
        socket.on("data", (bytes) => heard.push(`${sim.nowMs} ${String(bytes)}`));
        socket.write(`hello ${i}, this is a long line to be cut into pieces`);
        await sim.sleep(sim.random.between(0, 60));
        if (sim.random.chance(0.2)) sim.network.cut("test");
        if (sim.random.chance(0.1)) await host.restart();
      }
    });
    return { heard, digest: sim.digest() };
  };

  it("repeats by its seed, to the last byte", async () => {
    const first = await play(11);
    assert.ok(first.heard.length > 20);
    assert.deepEqual(await play(11), first);
    assert.notEqual((await play(12)).digest, first.digest);
  });

  it("refuses names that are taken or no host's", () => {
    const sim = createSimulation();
    assert.throws(() => sim.host("test", () => undefined), /test is taken/);
    assert.throws(() => sim.host("a b", () => undefined), /invalid host name/);
    assert.throws(
      () => createSimulation({ network: { fragmentation: 2 } }),
      /invalid fragmentation/,
    );
  });
});
