import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Client,
  type ClientChannel,
  createChannel,
  createClient,
  type Interceptor,
  type Server,
} from "tramline";
import { TestService } from "./gen/grpc/testing/test.ts";
import { zeros } from "./src/cases/case.ts";
import { readCertificate, testServerName } from "./src/certificates.ts";
import { createTestServer } from "./src/create-test-server.ts";

const megabyte = 1024 * 1024;

function responses(count: number, size: number, intervalUs = 0) {
  return { responseParameters: Array.from({ length: count }, () => ({ size, intervalUs })) };
}

/** What a call ended with: OK or the code of its error. */
async function codeOf(call: AsyncIterable<unknown>): Promise<string> {
  try {
    for await (const _message of call) continue;
    return "OK";
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const passOn: Interceptor = (call, next) => next(call);

const variants = [
  { name: "cleartext", isTls: false, interceptors: [] },
  { name: "TLS", isTls: true, interceptors: [] },
  { name: "interceptors on both sides", isTls: false, interceptors: [passOn] },
];

// The interop service under more than the official cases ask of it: many calls on one connection,
// readers and writers of unequal speed, calls that end early.
for (const { name, isTls, interceptors } of variants) {
  describe(`many calls on one connection, ${name}`, () => {
    let server: Server;
    let channel: ClientChannel;
    let client: Client<typeof TestService>;

    before(async () => {
      server = createTestServer(
        isTls
          ? { cert: readCertificate("", "server1.pem"), key: readCertificate("", "server1.key") }
          : undefined,
      );
      const { address } = await server.listen("127.0.0.1:0");
      channel = createChannel(address, {
        ...(isTls && { tls: { ca: readCertificate("", "ca.pem") }, authority: testServerName }),
        interceptors,
        maxConnectionsPerAddress: 1,
      });
      client = createClient(TestService, channel);
    });

    after(async () => {
      await channel.close();
      await server.close({ graceMs: 0 });
    });

    test("large unary calls side by side", async () => {
      const calls = Array.from({ length: 100 }, () =>
        client.unaryCall({ responseSize: 314_159, payload: zeros(271_828) }),
      );
      for (const { payload } of await Promise.all(calls)) {
        assert.equal(payload?.body.length, 314_159);
      }
    });

    test("more calls than the connection takes streams", async () => {
      const sizes = Array.from({ length: 3000 }, (_, index) => index % 100);
      const calls = sizes.map((responseSize) => client.unaryCall({ responseSize }));
      const received = (await Promise.all(calls)).map(({ payload }) => payload?.body.length);
      assert.deepEqual(received, sizes);
    });

    test("a reader that pauses holds up no other call, and gets everything", async () => {
      const call = client.streamingOutputCall(responses(10, megabyte));
      const reader = call[Symbol.asyncIterator]();
      await reader.next();
      await sleep(50);
      for (let count = 0; count < 20; count++) {
        const { payload } = await client.unaryCall({ responseSize: 100_000 }, { timeoutMs: 5000 });
        assert.equal(payload?.body.length, 100_000);
      }
      let read = 1;
      while ((await reader.next()).done !== true) read++;
      assert.equal(read, 10);
    });

    test("both sides write before either reads", async () => {
      const call = client.fullDuplexCall();
      const request = { ...responses(1, 100_000), payload: zeros(100_000) };
      const sent = (async () => {
        for (let count = 0; count < 40; count++) await call.send(request);
        await call.close();
      })();
      await sleep(50);
      let read = 0;
      for await (const { payload } of call) {
        assert.equal(payload?.body.length, 100_000);
        read++;
      }
      await sent;
      assert.equal(read, 40);
    });

    test("an upload keeps pace with the server", async () => {
      const call = client.streamingInputCall();
      for (let count = 0; count < 20; count++) await call.send({ payload: zeros(megabyte) });
      await call.close();
      assert.equal((await call.response).aggregatedPayloadSize, 20 * megabyte);
    });

    test("an upload of many small messages from a generator", async () => {
      async function* requests() {
        for (let count = 0; count < 10_000; count++) yield { payload: zeros(10) };
      }
      const { aggregatedPayloadSize } = await client.streamingInputCall(requests());
      assert.equal(aggregatedPayloadSize, 100_000);
    });

    test("conversations side by side", async () => {
      const talk = async () => {
        const call = client.fullDuplexCall();
        const reader = call[Symbol.asyncIterator]();
        for (let size = 0; size < 50; size++) {
          await call.send({ responseParameters: [{ size }], payload: zeros(size) });
          assert.equal((await reader.next()).value?.payload?.body.length, size);
        }
        await call.close();
        assert.equal((await reader.next()).done, true);
      };
      await Promise.all(Array.from({ length: 50 }, talk));
    });

    test("calls cancelled and timed out in all phases leave the connection as it was", async () => {
      const cancelled = Array.from({ length: 300 }, (_, index) => {
        const signal = AbortSignal.abort();
        const controller = new AbortController();
        setTimeout(() => controller.abort(), index % 20);
        return codeOf(
          client.streamingOutputCall(responses(5, 10_000, 20_000), {
            signal: index % 30 === 0 ? signal : controller.signal,
          }),
        );
      });
      const timedOut = Array.from({ length: 300 }, (_, index) => {
        const call = client.fullDuplexCall({ timeoutMs: 1 + (index % 20) });
        call.send({ payload: zeros(5000) }).catch(() => {});
        return codeOf(call);
      });
      assert.deepEqual(new Set(await Promise.all(cancelled)), new Set(["CANCELLED"]));
      assert.deepEqual(new Set(await Promise.all(timedOut)), new Set(["DEADLINE_EXCEEDED"]));
      await client.emptyCall({});
      assert.equal(channel.connections, 1);
    });

    test("loops left early", async () => {
      const leave = async () => {
        for await (const _response of client.streamingOutputCall(responses(10, 30_000))) break;
      };
      await Promise.all(Array.from({ length: 200 }, leave));
      await client.emptyCall({});
      assert.equal(channel.connections, 1);
    });

    test("a message beyond the limit ends its call and not the connection", async () => {
      const tooLarge = { code: "RESOURCE_EXHAUSTED" };
      await assert.rejects(client.unaryCall({ responseSize: 5 * megabyte }), tooLarge);
      await assert.rejects(client.unaryCall({ payload: zeros(17 * megabyte) }), tooLarge);
      await client.emptyCall({});
      assert.equal(channel.connections, 1);
    });

    test("no call is left on the server", async () => {
      const deadline = performance.now() + 30_000;
      while (server.openCalls > 0 && performance.now() < deadline) await sleep(5);
      assert.equal(server.openCalls, 0);
    });
  });
}
