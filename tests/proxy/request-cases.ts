// Requests to grpc-go behind `tram proxy`: by GET, and the fields that arrive there.
import assert from "node:assert/strict";
import { createChannel, createClient, type Metadata, StatusError } from "tramline";
import { TestService } from "../interop/gen/grpc/testing/test.ts";
import type { ProxyCase } from "./grpc-go-cases.ts";
import { type HttpRequest, type HttpResponse, send } from "./http-request.ts";

const METHOD = "/grpc.testing.TestService/UnaryCall";
const JSON_TYPE = { "content-type": "application/json" };

/** What grpc-go has received of a call. */
export interface Seen {
  readonly metadata: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds; 0 without a deadline. */
  readonly timeoutMs: number;
}

function payloadOf({ status, text }: HttpResponse): Buffer {
  assert.equal(status, 200, text);
  const { payload } = JSON.parse(text) as { readonly payload?: { readonly body: string } };
  return Buffer.from(payload?.body ?? "", "base64");
}

/** Makes a call by Connect, and returns what has arrived at grpc-go. */
export async function show(address: string, headers: HttpRequest["headers"] = {}): Promise<Seen> {
  const all = { ...JSON_TYPE, "connect-protocol-version": "1", "x-show": "1", ...headers };
  const response = await send({ address, path: METHOD, headers: all, body: "{}" });
  return JSON.parse(payloadOf(response).toString()) as Seen;
}

function connectGet(message: string, encoding = "json"): string {
  return `${METHOD}?connect=v1&encoding=${encoding}&${message}`;
}

const getCases: readonly ProxyCase[] = [
  {
    name: "GET: Connect with JSON",
    async run(address) {
      const message = encodeURIComponent('{"responseSize":3}');
      const response = await send({ address, path: connectGet(`message=${message}`) });
      assert.equal(payloadOf(response).length, 3);
      assert.equal(response.headers["content-type"], "application/json");
    },
  },
  {
    name: "GET: Connect with Protocol Buffers in base64, compressed response",
    async run(address) {
      // Field 2, 300 bytes; base64url without padding.
      const message = Buffer.from([0x10, 0xac, 0x02]).toString("base64url");
      const path = connectGet(`base64=1&message=${message}`, "proto");
      const response = await send({ address, path, headers: { "accept-encoding": "gzip" } });
      assert.equal(response.status, 200, response.text);
      assert.equal(response.headers["content-type"], "application/proto");
    },
  },
  {
    name: "GET: a status as an error of Connect",
    async run(address) {
      const message = encodeURIComponent('{"responseStatus":{"code":5,"message":"gone"}}');
      const { status, text } = await send({ address, path: connectGet(`message=${message}`) });
      assert.equal(status, 404);
      assert.deepEqual(JSON.parse(text), { code: "not_found", message: "gone" });
    },
  },
  {
    name: "GET: not of a method with side effects",
    async run(address) {
      const path = "/grpc.testing.TestService/EmptyCall?connect=v1&encoding=json&message=%7B%7D";
      const { status, headers } = await send({ address, path });
      assert.equal(status, 405);
      assert.equal(headers["allow"], "POST");
    },
  },
  {
    name: "GET: REST by a rule, and HEAD",
    async run(address) {
      const response = await send({ address, path: "/v1/payloads/5?fillUsername=true" });
      assert.equal(payloadOf(response).length, 5);
      const head = await send({ address, path: "/v1/payloads/5", method: "HEAD" });
      assert.equal(head.status, 200);
      assert.equal(head.text, "");
      const wrong = await send({ address, path: "/v1/payloads/many" });
      assert.equal(wrong.status, 400);
    },
  },
];

const fieldCases: readonly ProxyCase[] = [
  {
    name: "fields: metadata passes, those of HTTP, gRPC, and the connection do not",
    async run(address) {
      const { metadata } = await show(address, {
        connection: "close, X-Hop",
        "x-hop": "1",
        te: "trailers, deflate",
        "keep-alive": "timeout=5",
        "proxy-connection": "keep-alive",
        "accept-encoding": "gzip",
        "grpc-encoding": "br",
        "grpc-status": "5",
        "grpc-previous-rpc-attempts": "7",
        "grpc-internal": "1",
        "user-agent": "somebody",
        authorization: "Bearer t",
        cookie: "a=b",
        "x-twice": ["1", "2"],
        "x-bytes-bin": "AAEC/w",
      });
      assert.deepEqual(metadata["authorization"], ["Bearer t"]);
      assert.deepEqual(metadata["cookie"], ["a=b"]);
      assert.deepEqual(metadata["x-twice"], ["1", "2"]);
      assert.deepEqual(
        [...Buffer.from(String(metadata["x-bytes-bin"]), "utf8")].slice(0, 3),
        [0, 1, 2],
      );
      assert.match(String(metadata["user-agent"]), /^grpc-typescript-tramline\//);
      assert.deepEqual(metadata["content-type"], ["application/grpc"]);
      for (const name of [
        ...["connection", "x-hop", "te", "keep-alive", "proxy-connection", "host", "via"],
        ...["accept-encoding", "grpc-status", "grpc-previous-rpc-attempts", "grpc-internal"],
        ...["connect-protocol-version", "content-length"],
      ]) {
        assert.equal(metadata[name], undefined, name);
      }
    },
  },
  {
    name: "fields: x-forwarded-for, -proto, and -host",
    async run(address) {
      const { metadata } = await show(address);
      assert.deepEqual(metadata["x-forwarded-for"], ["127.0.0.1"]);
      assert.deepEqual(metadata["x-forwarded-proto"], ["http"]);
      assert.deepEqual(metadata["x-forwarded-host"], [address]);
      const given = await show(address, {
        "x-forwarded-for": ["192.0.2.1", "192.0.2.2"],
        "x-forwarded-proto": "https",
        "x-forwarded-host": "spoofed.test",
      });
      assert.deepEqual(given.metadata["x-forwarded-for"], ["192.0.2.1, 192.0.2.2, 127.0.0.1"]);
      assert.deepEqual(given.metadata["x-forwarded-proto"], ["http"]);
      assert.deepEqual(given.metadata["x-forwarded-host"], [address]);
    },
  },
  {
    name: "fields: a value in -bin that is not base64 ends the call, not the connection",
    async run(address) {
      const channel = createChannel(address);
      const headers = { ...JSON_TYPE, "connect-protocol-version": "1", "x-wrong-bin": "!?" };
      const { status, text } = await send({ address, path: METHOD, headers, body: "{}" });
      assert.equal(status, 400, text);
      assert.match(text, /x-wrong-bin/);
      await createClient(TestService, channel).emptyCall({});
      await channel.close();
    },
  },
  {
    name: "deadlines: the time that is left, of each protocol",
    async run(address) {
      assert.equal((await show(address)).timeoutMs, 0);
      for (const [name, value] of [
        ["connect-timeout-ms", "60000"],
        ["connect-timeout-ms", "9000"],
      ] as const) {
        const { timeoutMs } = await show(address, { [name]: value });
        assert.ok(timeoutMs > 0 && timeoutMs <= Number(value), `${timeoutMs} of ${value}`);
      }
      const headers = { ...JSON_TYPE, "x-show": "1", "grpc-timeout": "60S" };
      const rest = await send({ address, path: "/v1/payloads", headers, body: "{}" });
      const { timeoutMs } = JSON.parse(payloadOf(rest).toString()) as Seen;
      assert.ok(timeoutMs > 30_000 && timeoutMs <= 60_000, `${timeoutMs}`);
    },
  },
  {
    name: "metadata of 6,000 bytes in both directions, and a status for more than fits",
    async run(address) {
      const channel = createChannel(address);
      const client = createClient(TestService, channel);
      let headers: Metadata | undefined;
      let trailers: Metadata | undefined;
      const text = "m".repeat(6000);
      const { payload } = await client.unaryCall(
        {},
        {
          metadata: { "x-show": "1", "x-text": text, "x-large": "6000" },
          onHeaders: (received) => {
            headers = received;
          },
          onTrailers: (received) => {
            trailers = received;
          },
        },
      );
      const { metadata } = JSON.parse(Buffer.from(payload?.body ?? []).toString()) as Seen;
      assert.deepEqual(metadata["x-text"], [text]);
      assert.equal(headers?.get("x-large-header"), "v".repeat(6000));
      assert.equal(trailers?.get("x-large-trailer"), "v".repeat(6000));
      // More than the proxy accepts: grpc-go resets the stream with INTERNAL_ERROR instead of sending it.
      const tooLarge = { "x-large": "2000000" };
      await assert.rejects(
        client.unaryCall({}, { metadata: tooLarge }),
        (error: StatusError) => error.code === "INTERNAL",
      );
      await channel.close();
    },
  },
  {
    name: "a status without messages (trailers only), by gRPC",
    async run(address) {
      const channel = createChannel(address);
      const client = createClient(TestService, channel);
      const call = client.unaryCall({ responseStatus: { code: 10, message: "ab\u{1f600}" } });
      const error = await call.then(
        () => assert.fail("the call went well"),
        (thrown: unknown) => thrown as StatusError,
      );
      assert.ok(error instanceof StatusError);
      assert.deepEqual([error.code, error.rawMessage], ["ABORTED", "ab\u{1f600}"]);
      await channel.close();
    },
  },
];

/** Cases of requests that leave the proxy and its upstream as they were. */
export const requestCases: readonly ProxyCase[] = [...getCases, ...fieldCases];
