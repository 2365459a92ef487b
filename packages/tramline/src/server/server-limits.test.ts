import assert from "node:assert/strict";
import { test } from "node:test";
import { defaultLimits } from "@tramline/http2";
import { createServer } from "./server.ts";
import { type ServerLimits, serverLimits } from "./server-limits.ts";

const rejects = (limits: object, message: RegExp) =>
  assert.throws(() => serverLimits(limits), { code: "SERVER_OPTION_INVALID", message });

test("limits that keep each other from having an effect throw", () => {
  rejects(
    { maxHeldBytes: 1e6, maxHeldBytesPerConnection: 1e7 },
    /limits\.maxHeldBytesPerConnection: expected at most limits\.maxHeldBytes \(1000000\), got 10000000/,
  );
  rejects({ maxFieldSectionSize: 2e6, maxHeaderBlockBytes: 1e5 }, /limits\.maxHeaderBlockBytes/);
  rejects({ callBurst: 5 }, /limits\.callBurst: expected limits\.callsPerSecond beside it/);
});

test("a limit so small that no call could be made throws, and the smallest value does not", () => {
  const least: [keyof ServerLimits, number][] = [
    ["maxHeldBytes", 65_536],
    ["maxHeldBytesPerConnection", 65_536],
    ["maxFieldSectionSize", 512],
    ["maxHeaderBlockBytes", 512],
    ["maxUnreadControlBytes", 64],
  ];
  for (const [name, smallest] of least) {
    for (const value of [1, smallest - 1]) {
      const text = `invalid option limits\\.${name}: expected at least ${smallest} \\(.+\\), got ${value}; raise it, or leave it out for the default of ${defaultLimits[name as keyof typeof defaultLimits]}$`;
      rejects({ [name]: value }, new RegExp(text));
    }
    assert.equal(serverLimits({ [name]: smallest })[name], smallest);
  }
});

test("a mistyped limit throws with the one that may be meant", () => {
  rejects(
    { maxConcurentStreams: 5 },
    /limits\.maxConcurentStreams; did you mean maxConcurrentStreams/,
  );
});

test("the default of a limit follows the one that is given beside it", () => {
  const pairs: [Partial<ServerLimits>, keyof ServerLimits, number][] = [
    [{ maxHeldBytes: 1e6 }, "maxHeldBytesPerConnection", 1e6],
    [{ maxHeldBytesPerConnection: 1e9 }, "maxHeldBytes", 1e9],
    [{ maxHeldBytes: 1e9 }, "maxHeldBytesPerConnection", defaultLimits.maxHeldBytesPerConnection],
    [{ maxFieldSectionSize: 2e6 }, "maxHeaderBlockBytes", 2e6],
    [{ maxHeaderBlockBytes: 2000 }, "maxFieldSectionSize", 2000],
  ];
  for (const [given, name, value] of pairs) assert.equal(serverLimits(given)[name], value, name);
});

test("listen and close throw for options with other names, and a negative grace", async () => {
  const server = createServer();
  const mistyped = { host: "127.0.0.1", port: 0, reuseport: true };
  await assert.rejects(server.listen(mistyped), {
    code: "LISTEN_ADDRESS_INVALID",
    message: /unknown option listen\.reuseport; did you mean reusePort/,
  });
  const grace = { grace: 5 } as object;
  assert.throws(() => server.close(grace), /unknown option close\.grace; there are: graceMs/);
  assert.throws(() => server.close({ graceMs: -5 }), /invalid option close\.graceMs/);
  await server.close({ graceMs: 0 });
});

test("a switch that is neither true nor false throws", () => {
  for (const option of ["exposeErrors", "propagateContext", "countsByAddress", "webSocket"]) {
    assert.throws(() => createServer({ [option]: "false" }), {
      code: "SERVER_OPTION_INVALID",
      message: `invalid option ${option}: expected true or false, got "false"`,
    });
  }
  const service = {
    typeName: "shop.v1.OrderService",
    methods: {},
    file: () => assert.fail("must not be read"),
  };
  assert.throws(() => createServer().add(service, {}, { limited: "false" as never }), {
    code: "SERVER_OPTION_INVALID",
    message: 'invalid option limited: expected true or false, got "false"',
  });
});
