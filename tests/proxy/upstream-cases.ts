// Cases in which grpc-go goes away, `tram proxy` reads the contract again, or one of them ends, while calls are under way.
import assert from "node:assert/strict";
import { createChannel, createClient, StatusError } from "tramline";
import { TestService } from "../interop/gen/grpc/testing/test.ts";
import { send } from "./http-request.ts";
import { show } from "./request-cases.ts";
import { CONTRACT_FLAGS, type Program, type Stage, until } from "./stage.ts";

/** A case with programs of its own. */
export interface StageCase {
  readonly name: string;
  /** Throws when it fails. */
  run(stage: Stage): Promise<void>;
}

/** A client of the proxy, with one stream that is open. */
async function openStream(proxy: Program) {
  const channel = createChannel(proxy.address, { backoff: { initialMs: 50, maxMs: 200 } });
  const client = createClient(TestService, channel);
  const call = client.fullDuplexCall();
  const responses = call[Symbol.asyncIterator]();
  const exchange = async () => {
    await call.send({ responseParameters: [{ size: 7 }] });
    const { value } = await responses.next();
    assert.equal(value?.payload?.body.length, 7);
  };
  await exchange();
  return {
    client,
    channel,
    call,
    /** Sends one message and receives one. */
    exchange,
    /** Ends the stream, in order on both sides. */
    finish: async () => {
      await exchange();
      await call.close();
      assert.equal((await responses.next()).done, true);
    },
  };
}

async function statusOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "OK",
    (error: unknown) => {
      assert.ok(error instanceof StatusError, String(error));
      return error.code;
    },
  );
}

const portFlag = ({ port }: Program) => `-port=${port}`;

/** The cases. */
export const upstreamCases: readonly StageCase[] = [
  {
    name: "a client that leaves cancels the call at grpc-go",
    async run(stage) {
      const upstream = await stage.startUpstream();
      const proxy = await stage.startProxy(upstream.address);
      const { call, channel } = await openStream(proxy);
      call.cancel();
      await upstream.says(/FullDuplexCall was cancelled/);
      await channel.close();
      const lost = await openStream(proxy);
      await lost.channel.close({ graceMs: 0 });
      await upstream.says(/was cancelled[^]*FullDuplexCall was cancelled/);
    },
  },
  {
    name: "GOAWAY of grpc-go: open streams go on, new calls are made on the next server",
    async run(stage) {
      const upstream = await stage.startUpstream();
      const proxy = await stage.startProxy(upstream.address);
      const { client, channel, finish, exchange } = await openStream(proxy);
      upstream.signal("SIGTERM");
      await upstream.says(/stopping/);
      await exchange();
      // Its port is closed already, but for the connection that it still has.
      const next = await stage.startUpstream(portFlag(upstream));
      await until(async () => (await statusOf(client.emptyCall({}))) === "OK");
      await finish();
      await upstream.says(/FullDuplexCall has ended/);
      assert.equal(await upstream.ended, 0);
      assert.equal(next.port, upstream.port);
      await channel.close();
    },
  },
  {
    name: "GOAWAY of grpc-go every 100 ms fails no call",
    async run(stage) {
      const upstream = await stage.startUpstream("-max-age=100ms");
      const proxy = await stage.startProxy(upstream.address);
      const channel = createChannel(proxy.address);
      const client = createClient(TestService, channel);
      const failed: string[] = [];
      const until = performance.now() + 2000;
      const run = async () => {
        while (performance.now() < until) {
          const status = await statusOf(client.unaryCall({ responseSize: 100 }));
          if (status !== "OK") failed.push(status);
        }
      };
      await Promise.all(Array.from({ length: 8 }, run));
      assert.deepEqual(failed, []);
      await channel.close();
    },
  },
  {
    name: "grpc-go is down: UNAVAILABLE with its reason in each protocol, until it is back",
    async run(stage) {
      const upstream = await stage.startUpstream();
      const proxy = await stage.startProxy(upstream.address, ...CONTRACT_FLAGS);
      const { address } = proxy;
      upstream.signal("SIGKILL");
      await upstream.ended;
      const health = () => send({ address, path: "/healthz" });
      await until(async () => (await health()).status === 503);
      assert.match((await health()).text, /^NOT_SERVING: upstream /);

      const reason = /ECONNREFUSED|refused|cannot connect|connection/i;
      const rest = await send({ address, path: "/v1/payloads/1" });
      assert.equal(rest.status, 503);
      const { code, message } = JSON.parse(rest.text) as { code: number; message: string };
      assert.equal(code, 14);
      assert.match(message, reason);
      const path = "/grpc.testing.TestService/EmptyCall";
      const connectHeaders = {
        "content-type": "application/proto",
        "connect-protocol-version": "1",
      };
      const connect = await send({ address, path, headers: connectHeaders, body: "" });
      assert.equal(connect.status, 503);
      assert.match(connect.text, /"unavailable"/);
      assert.match(connect.text, reason);
      const headers = { "content-type": "application/grpc-web+proto" };
      const web = await send({ address, path, headers, body: new Uint8Array(5) });
      assert.equal(web.status, 200);
      assert.match(web.text + JSON.stringify(web.headers), /grpc-status"?: ?"?14/);
      const channel = createChannel(address);
      const client = createClient(TestService, channel);
      assert.equal(await statusOf(client.emptyCall({})), "UNAVAILABLE");

      await stage.startUpstream(portFlag(upstream));
      await until(async () => (await health()).status === 200);
      assert.equal(await statusOf(client.emptyCall({})), "OK");
      await channel.close();
    },
  },
  {
    name: "grpc-go dies in the middle of a stream: UNAVAILABLE",
    async run(stage) {
      const upstream = await stage.startUpstream();
      const proxy = await stage.startProxy(upstream.address);
      const { call, channel } = await openStream(proxy);
      upstream.signal("SIGKILL");
      const status = await statusOf(
        (async () => {
          for await (const _ of call);
        })(),
      );
      assert.equal(status, "UNAVAILABLE");
      await channel.close();
    },
  },
  {
    name: "SIGHUP reads the contract by reflection again while a stream runs",
    async run(stage) {
      const upstream = await stage.startUpstream();
      const proxy = await stage.startProxy(upstream.address);
      const { channel, exchange, finish } = await openStream(proxy);
      proxy.signal("SIGHUP");
      await proxy.says(
        /Contract: grpc\.testing\.TestService[^]*Contract: grpc\.testing\.TestService/,
      );
      await exchange();
      const headers = { "content-type": "application/json" };
      const path = "/grpc.testing.TestService/UnaryCall";
      const after = await send({
        address: proxy.address,
        path,
        headers,
        body: '{"responseSize":1}',
      });
      assert.equal(after.status, 200);
      await finish();
      await channel.close();
    },
  },
  {
    name: "SIGTERM lets an open stream end, takes no new connection, and ends with 0",
    async run(stage) {
      const upstream = await stage.startUpstream();
      const proxy = await stage.startProxy(upstream.address);
      const { channel, exchange, finish } = await openStream(proxy);
      proxy.signal("SIGTERM");
      await proxy.says(/Stopping: 1 calls? under way/);
      await exchange();
      const late = createChannel(proxy.address);
      assert.equal(await statusOf(createClient(TestService, late).emptyCall({})), "UNAVAILABLE");
      await late.close();
      await finish();
      assert.equal(await proxy.ended, 0);
      await channel.close();
    },
  },
  {
    name: "--trusted-hops: the client's address is the one that the proxy in front has seen",
    async run(stage) {
      const upstream = await stage.startUpstream();
      const flags = ["--trusted-hops", "1", "--access-log", "json"];
      const proxy = await stage.startProxy(upstream.address, ...flags);
      const { metadata } = await show(proxy.address, {
        "x-forwarded-for": "198.51.100.9, 203.0.113.7",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "shop.test",
      });
      assert.deepEqual(metadata["x-forwarded-for"], ["198.51.100.9, 203.0.113.7, 127.0.0.1"]);
      assert.deepEqual(metadata["x-forwarded-proto"], ["https"]);
      assert.deepEqual(metadata["x-forwarded-host"], ["shop.test"]);
      await proxy.says(/"peer":"203\.0\.113\.7"/);
    },
  },
];
