import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type BalancerFactory,
  type CallTracker,
  type ClientChannel,
  type ClientChannelOptions,
  ConnectivityState,
  createChannel,
  createClient,
  createServer,
  QUEUE,
  type ResolverFactory,
  type Server,
  StatusError,
} from "tramline";
import { echo, eventually, failure } from "./fixture.ts";
import { EchoService } from "./gen/e2e/echo.ts";

/** `fixed:///127.0.0.1:50051`, or the name of a list that the test holds. */
const fixed: ResolverFactory = {
  scheme: "fixed",
  prepare: (target) => ({
    authority: "orders",
    createResolver: (listener) => ({
      start() {
        const [host = "", port = ""] = target.path.replace("/", "").split(":");
        listener.onResolved({ addresses: [{ kind: "tcp", host, port: Number(port) }] });
      },
      requestResolution() {},
      resetBackoff() {},
      close() {},
    }),
  }),
};

/** A policy of one backend whose picker has this tracker. */
const tracking = (tracker: CallTracker): BalancerFactory => ({
  name: "tracking",
  parseConfig: () => undefined,
  create: (host) => ({
    update([address]) {
      assert.ok(address);
      const subchannel = host.createSubchannel(address, {
        onSubchannelState: (_, state) => {
          const isReady = state === ConnectivityState.READY;
          host.updateState(state, { pick: () => (isReady ? subchannel : QUEUE), tracker });
        },
      });
      subchannel.connect();
      return undefined;
    },
    resolverFailed() {},
    exitIdle() {},
    resetBackoff() {},
    close() {},
  }),
});

async function withServer(
  body: (server: Server, channel: ClientChannel) => Promise<void>,
  options: ClientChannelOptions,
): Promise<void> {
  const server = createServer();
  server.add(EchoService, {
    ...echo,
    say(request, context) {
      context.responseTrailers.set("x-load", request.text);
      if (request.text === "wrong") throw new StatusError("DATA_LOSS", "lost");
      return echo.say(request);
    },
  });
  const { address } = await server.listen("127.0.0.1:0");
  const channel = createChannel(`fixed:///${address}`, options);
  try {
    await body(server, channel);
  } finally {
    await channel.close();
    await server.close({ graceMs: 0 });
  }
}

describe("a user's policy and resolver", () => {
  it("hear of each call's beginning and end, with its status and trailers", () => {
    const log: string[] = [];
    const tracker: CallTracker = {
      onCallStart: (subchannel) => {
        assert.equal(subchannel.state, "READY");
        log.push("start");
      },
      onCallEnd: (_, { code, trailers }) => {
        const at = trailers.indexOf("x-load");
        log.push(at < 0 ? code : `${code} ${trailers[at + 1]}`);
      },
    };
    return withServer(
      async (_, channel) => {
        const client = createClient(EchoService, channel);
        await client.say({ text: "a" });
        await failure(client.say({ text: "wrong" }));
        assert.deepEqual(log.splice(0), ["start", "OK a", "start", "DATA_LOSS wrong"]);
        const late = failure(client.say({ text: "b", delayMs: 60_000 }, { timeoutMs: 300 }));
        assert.equal((await late).code, "DEADLINE_EXCEEDED");
        assert.deepEqual(log.splice(0), ["start", "CANCELLED"]);
        for await (const { count } of client.repeat({ text: "c", count: 1000, delayMs: 1 })) {
          if (count === 2) break;
        }
        assert.deepEqual(log.splice(0), ["start", "CANCELLED"]);
        const call = client.chat();
        void call.send({ text: "d" });
        await call.close();
        for await (const _ of call);
        assert.deepEqual(log.splice(0), ["start", "OK"]);
      },
      { resolvers: [fixed], balancers: [tracking(tracker)], loadBalancing: "tracking" },
    );
  });

  it("hear of calls that end with their connection", () => {
    const log: string[] = [];
    const tracker: CallTracker = {
      onCallStart: () => log.push("start"),
      onCallEnd: (_, { code }) => log.push(code),
    };
    return withServer(
      async (server, channel) => {
        const client = createClient(EchoService, channel);
        const calls = [1, 2, 3].map(() => failure(client.say({ text: "a", delayMs: 60_000 })));
        await eventually(() => server.openCalls === 3, "the server has three calls");
        await server.close({ graceMs: 0 });
        for (const call of calls) assert.equal((await call).code, "UNAVAILABLE");
        assert.deepEqual(log.slice(3), ["UNAVAILABLE", "UNAVAILABLE", "UNAVAILABLE"]);
      },
      { resolvers: [fixed], balancers: [tracking(tracker)], loadBalancing: "tracking" },
    );
  });
});
