import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import tls from "node:tls";
import { addEcho, open } from "./simulation.test.support.ts";
import { createSimulation } from "./simulation.ts";
import { SimulationError } from "./simulation-error.ts";

/** Raise an error in different ways; called 5 ms after the start of the host. */
const ways: Readonly<Record<string, (failure: Error) => void>> = {
  "a promise that it does not handle": (failure) => void Promise.reject(failure),
  "an async function": (failure) => {
    void (async () => {
      await Promise.resolve();
      throw failure;
    })();
  },
  "a timer": (failure) => {
    throw failure;
  },
  "a tick": (failure) =>
    process.nextTick(() => {
      throw failure;
    }),
  "a microtask": (failure) =>
    queueMicrotask(() => {
      throw failure;
    }),
  "a socket without a listener for errors": (failure) => {
    connect({ host: "echo", port: 7 }).once(
      "connect",
      function (this: { destroy(e: Error): void }) {
        this.destroy(failure);
      },
    );
  },
};

describe("an error that nothing on a host catches", () => {
  for (const [way, raise] of Object.entries(ways)) {
    it(`fails the run with the host's name and the cause: ${way}`, async () => {
      const sim = createSimulation();
      addEcho(sim);
      const failure = new Error("the cupboard is bare");
      sim.host("orders", () => {
        setTimeout(() => raise(failure), 5);
        return undefined;
      });
      await assert.rejects(
        sim.run(() => sim.sleep(100)),
        (error) => {
          assert.ok(error instanceof SimulationError);
          assert.match(
            error.message,
            /^host orders failed at \d+\.\d{3} ms: the cupboard is bare$/,
          );
          assert.equal(error.cause, failure);
          return true;
        },
      );
    });
  }

  it("fails the run when it comes with the last turn of the body", async () => {
    const sim = createSimulation();
    const host = sim.host("orders", () => undefined);
    await assert.rejects(
      sim.run(async () => host.run(() => void Promise.reject(new Error("late")))),
      /^SimulationError: host orders failed at 0\.000 ms: late$/,
    );
  });

  it("fails the run when a program does not start", async () => {
    const sim = createSimulation();
    sim.host("orders", () => Promise.reject(new Error("no configuration")));
    await assert.rejects(
      sim.run(async () => {}),
      /^SimulationError: host orders failed at 0\.000 ms: no configuration$/,
    );
  });

  it("is passed as it is when the test's own code threw it", async () => {
    const sim = createSimulation();
    const failure = new Error("of the test");
    await assert.rejects(
      sim.run(async () => {
        void Promise.reject(failure);
        await sim.sleep(10);
      }),
      (error) => error === failure,
    );
  });

  it("counts no more once the host has crashed", async () => {
    const sim = createSimulation();
    const { host } = addEcho(sim);
    await sim.run(async () => {
      const socket = await open();
      host.run(() => void once(socket, "close").then(() => Promise.reject(new Error("lost"))));
      host.crash();
      await once(socket, "close");
      await sim.sleep(10);
    });
  });

  it("leaves the errors of other code to the process", async () => {
    const before = process.emit;
    const sim = createSimulation();
    await sim.run(async () => assert.notEqual(process.emit, before));
    assert.equal(process.emit, before);
  });
});

describe("TLS in a simulation", () => {
  const unsupported =
    /cannot use TLS in a simulation: its network has TCP in cleartext only\. Leave out the option tls of channels and servers/;

  it("ends the run of a client at once", async () => {
    const sim = createSimulation();
    addEcho(sim);
    await assert.rejects(
      sim.run(async () => {
        try {
          tls.connect({ host: "echo", port: 7 });
        } catch {
          // As a channel does, which tries again.
        }
        await sim.sleep(1000);
      }),
      unsupported,
    );
    assert.equal(sim.nowMs, 0);
  });

  it("ends the run with the name of a host that serves it", async () => {
    const sim = createSimulation();
    sim.host("orders", () => {
      tls.createServer();
      return undefined;
    });
    const run = sim.run(async () => {});
    await assert.rejects(run, unsupported);
    await assert.rejects(run, /^SimulationError: host orders failed at 0\.000 ms/);
  });
});
