// The client that is weighed works: its bundle for browsers, against connect-node's gRPC-Web.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { create } from "@bufbuild/protobuf";
import {
  Code as ConnectCode,
  ConnectError,
  type ConnectRouter,
  type HandlerContext,
} from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import type { Interceptor, Metadata, StatusError } from "@tramline/rpc";
import { build } from "esbuild";
import { AddressSchema, type User, UserSchema, UserService } from "../gen/protobuf-es/size_pb.js";
import { Address } from "../gen/tramline/size.ts";
import type { connect as connectType } from "./entries/tramline/client.ts";
import type { FetchChannel as FetchChannelType } from "./entries/tramline/fetch-channel.ts";

type Connect = typeof connectType;

const folder = mkdtempSync(path.join(tmpdir(), "tramline-client-"));
after(() => rmSync(folder, { recursive: true }));

/** What a browser would be sent, loaded here. */
async function bundled<T>(contents: string): Promise<T> {
  const outfile = path.join(folder, `${Math.random()}.mjs`);
  await build({
    stdin: { contents, resolveDir: path.join(import.meta.dirname, "entries/tramline") },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["tramline-source"],
    outfile,
  });
  return (await import(pathToFileURL(outfile).href)) as T;
}

const { connect } = await bundled<{ connect: Connect }>(`export { connect } from "./client.ts";`);

/** Serves while `use` runs. */
async function serving(listener: RequestListener, use: (url: string) => Promise<void>) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }
}

interface Handlers {
  getUser?(request: { id: bigint }, context: HandlerContext): Promise<User> | User;
  watchUsers?(request: { ids: bigint[] }, context: HandlerContext): AsyncIterable<User>;
}

/** Serves the service by connect-node. */
function serviceOf(handlers: Handlers): RequestListener {
  const routes = (router: ConnectRouter): unknown => router.service(UserService, handlers);
  return connectNodeAdapter({ routes });
}

const user = (id: bigint, name: string): User =>
  create(UserSchema, { id, name, tags: ["a", "é"], labels: { k: "☺" }, score: 0.5 });

/** The error of a call that has to fail. */
async function failure(call: Promise<unknown>): Promise<StatusError> {
  const error = await call.then(
    () => assert.fail("the call succeeded"),
    (thrown: unknown) => thrown,
  );
  assert.equal((error as Error).name, "StatusError", String(error));
  return error as StatusError;
}

test("a unary call, with metadata both ways", async () => {
  const listener = serviceOf({
    getUser({ id }, context) {
      assert.equal(context.requestHeader.get("x-asked"), "yes");
      assert.deepEqual(context.requestHeader.get("x-raw-bin"), "AQL/");
      assert.equal(context.timeoutMs(), undefined);
      context.responseHeader.set("x-header", "h");
      context.responseTrailer.set("x-trailer", "t");
      context.responseTrailer.set("x-trailer-bin", "AQI");
      return user(id, "Ada Lovelace, of whom there is more than a few bytes to say");
    },
  });
  await serving(listener, async (url) => {
    const users = connect(`${url}/`);
    let headers: Metadata | undefined;
    let trailers: Metadata | undefined;
    const answer = await users.getUser(
      { id: 7n },
      {
        metadata: { "x-asked": "yes", "x-raw-bin": new Uint8Array([1, 2, 255]) },
        onHeaders: (received) => {
          headers = received;
        },
        onTrailers: (received) => {
          trailers = received;
        },
      },
    );
    assert.equal(answer.id, 7n);
    assert.equal(answer.name, "Ada Lovelace, of whom there is more than a few bytes to say");
    assert.deepEqual(answer.tags, ["a", "é"]);
    assert.deepEqual(answer.labels, new Map([["k", "☺"]]));
    assert.equal(answer.score, 0.5);
    assert.equal(headers?.get("x-header"), "h");
    assert.equal(trailers?.get("x-trailer"), "t");
    assert.deepEqual(trailers?.get("x-trailer-bin"), new Uint8Array([1, 2]));
  });
});

test("an error with its code, message, details and trailers", async () => {
  const listener = serviceOf({
    getUser() {
      const metadata = new Headers({ "x-trailer": "t" });
      const address = create(AddressSchema, { city: "Köln" });
      const details = [{ desc: AddressSchema, value: address }];
      throw new ConnectError("nobody ☺", ConnectCode.NotFound, metadata, details);
    },
  });
  await serving(listener, async (url) => {
    const error = await failure(connect(url).getUser({ id: 1n }));
    assert.equal(error.code, "NOT_FOUND");
    assert.equal(error.rawMessage, "nobody ☺");
    assert.equal(error.metadata.get("x-trailer"), "t");
    assert.equal(error.detailsOf(Address)[0]?.city, "Köln");
    assert.equal(error.call?.method, "/tramline.bench.size.v1.UserService/GetUser");
    assert.ok(error.call.peer?.startsWith(url));
  });
});

test("a stream of responses, and its error behind them", async () => {
  const listener = serviceOf({
    async *watchUsers({ ids }) {
      for (const id of ids) yield user(id, "x".repeat(Number(id) * 10_000));
      throw new ConnectError("enough", ConnectCode.OutOfRange);
    },
  });
  await serving(listener, async (url) => {
    const lengths: number[] = [];
    const call = connect(url).watchUsers({ ids: [0n, 1n, 20n] });
    const error = await failure(
      (async () => {
        for await (const { name } of call) lengths.push(name.length);
      })(),
    );
    assert.deepEqual(lengths, [0, 10_000, 200_000]);
    assert.equal(error.code, "OUT_OF_RANGE");
    assert.equal((await call.headers).get("content-type"), undefined);
  });
});

test("a stream that ends well, with trailers", async () => {
  const listener = serviceOf({
    async *watchUsers({ ids }, context) {
      context.responseTrailer.set("x-trailer", "t");
      for (const id of ids) yield user(id, "");
    },
  });
  await serving(listener, async (url) => {
    const call = connect(url).watchUsers({ ids: [1n, 2n] });
    const ids: bigint[] = [];
    for await (const { id } of call) ids.push(id);
    assert.deepEqual(ids, [1n, 2n]);
    assert.equal((await call.trailers).get("x-trailer"), "t");
  });
});

test("a reader that does not read holds the server back", async () => {
  let sent = 0;
  const listener = serviceOf({
    async *watchUsers() {
      for (; sent < 2000; sent++) yield user(1n, "x".repeat(50_000));
    },
  });
  await serving(listener, async (url) => {
    const call = connect(url).watchUsers({ ids: [] });
    await call.headers;
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    assert.ok(sent < 2000, "all was sent");
    let received = 0;
    for await (const { name } of call) received += name.length / 50_000;
    assert.equal(received, 2000);
  });
});

test("a deadline is sent, and ends the call", async () => {
  const limits: (number | undefined)[] = [];
  const listener = serviceOf({
    async getUser(_, context) {
      limits.push(context.timeoutMs());
      await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
      return user(1n, "late");
    },
  });
  await serving(listener, async (url) => {
    const error = await failure(connect(url).getUser({ id: 1n }, { timeoutMs: 150 }));
    assert.equal(error.code, "DEADLINE_EXCEEDED");
    const [limit] = limits;
    assert.ok(limit !== undefined && limit > 0 && limit <= 150, `${limit}`);
  });
});

test("leaving a stream, and aborting a signal, tell the server", async () => {
  let aborted = 0;
  const told: Promise<unknown>[] = [];
  const listener = serviceOf({
    async *watchUsers(_, { signal }) {
      const end = new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => {
          aborted++;
          resolve();
        });
      });
      told.push(end);
      yield user(1n, "first");
      await end;
    },
  });
  await serving(listener, async (url) => {
    const users = connect(url);
    for await (const { name } of users.watchUsers({ ids: [] })) {
      assert.equal(name, "first");
      break;
    }
    const controller = new AbortController();
    const call = users.watchUsers({ ids: [] }, { signal: controller.signal });
    const reader = call[Symbol.asyncIterator]();
    assert.equal((await reader.next()).value?.name, "first");
    controller.abort();
    assert.equal((await failure(reader.next())).code, "CANCELLED");
    await Promise.all(told);
    assert.equal(aborted, 2);
  });
});

test("interceptors of a call, around both kinds", async () => {
  const listener = serviceOf({
    getUser: ({ id }, { requestHeader }) => user(id, requestHeader.get("x-who") ?? ""),
    async *watchUsers({ ids }, { requestHeader }) {
      for (const id of ids) yield user(id, requestHeader.get("x-who") ?? "");
    },
  });
  const seen: string[] = [];
  const named: Interceptor = async (call, next) => {
    seen.push(call.kind);
    call.metadata.set("x-who", "me");
    return next(call);
  };
  await serving(listener, async (url) => {
    const users = connect(url);
    const options = { interceptors: [named], timeoutMs: 60_000 };
    assert.equal((await users.getUser({ id: 1n }, options)).name, "me");
    const names: string[] = [];
    for await (const { name } of users.watchUsers({ ids: [1n, 2n] }, options)) names.push(name);
    assert.deepEqual(names, ["me", "me"]);
    assert.deepEqual(seen, ["unary", "serverStreaming"]);
  });
});

const frame = (flags: number, bytes: Uint8Array): Buffer => {
  const prefix = Buffer.alloc(5);
  prefix[0] = flags;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
};
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const ok = frame(0x80, text("grpc-status:0\r\ngrpc-message:\r\n"));

/** Answers with just this. */
function answering(
  status: number,
  headers: Record<string, string>,
  ...pieces: readonly Uint8Array[]
): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(status, headers);
    void (async () => {
      for (const piece of pieces) {
        response.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      response.end();
    })();
  };
}

const web = { "content-type": "application/grpc-web+proto" };

/** What servers do that connect-node does not. */
const answers: readonly [what: string, listener: RequestListener, code: string, message: RegExp][] =
  [
    [
      "a status in the headers",
      answering(200, { ...web, "grpc-status": "7", "grpc-message": "not%20you" }),
      "PERMISSION_DENIED",
      /^not you$/,
    ],
    ["no such page", answering(404, {}, text("no")), "UNIMPLEMENTED", /HTTP status 404/],
    ["a proxy without servers", answering(503, {}), "UNAVAILABLE", /HTTP status 503/],
    [
      "a page",
      answering(200, { "content-type": "text/html" }, text("<p>")),
      "UNKNOWN",
      /text\/html/,
    ],
    ["no status", answering(200, web, frame(0, new Uint8Array(0))), "UNKNOWN", /grpc-status/],
    ["OK without an answer", answering(200, web, ok), "UNIMPLEMENTED", /without a message/],
    [
      "two answers",
      answering(200, web, frame(0, text("")), frame(0, text("")), ok),
      "UNIMPLEMENTED",
      /more than one/,
    ],
    ["a cut answer", answering(200, web, text("\0\0\0\0\x09ab")), "INTERNAL", /ends within/],
    ["a cut prefix", answering(200, web, text("\0\0")), "INTERNAL", /ends within/],
    ["no message", answering(200, web, frame(0, text("\x07"))), "INTERNAL", /cannot decode .*User/],
    ["compression", answering(200, web, frame(1, text("")), ok), "INTERNAL", /compressed/],
    [
      "too large a message",
      answering(200, web, Buffer.from([0, 0, 64, 0, 1])),
      "RESOURCE_EXHAUSTED",
      /4194305 bytes.*4194304/,
    ],
    [
      "a connection that breaks",
      (_, response) => {
        response.writeHead(200, web);
        response.write(text("\0\0\0\0\x09ab"));
        setTimeout(() => response.destroy(), 20);
      },
      "UNAVAILABLE",
      /connection broke/,
    ],
    ["another address", answering(307, { location: "/" }), "UNAVAILABLE", /could not be reached/],
  ];

for (const [what, listener, code, message] of answers) {
  test(`a server that answers with ${what}`, async () => {
    await serving(listener, async (url) => {
      const error = await failure(connect(url).getUser({ id: 1n }));
      assert.equal(error.code, code, error.message);
      assert.match(error.rawMessage, message);
    });
  });
}

test("answers in pieces of one byte", async () => {
  const bytes = Buffer.concat([frame(0, text("\x08\x05\x12\x02\u00e9")), ok]);
  const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
  await serving(answering(200, web, ...pieces), async (url) => {
    const { id, name } = await connect(url).getUser({ id: 1n });
    assert.deepEqual([id, name], [5n, "é"]);
  });
});

test("no server, and metadata that cannot be sent", async () => {
  let url = "";
  await serving(answering(404, {}), async (given) => {
    url = given;
    await Promise.resolve();
  });
  const users = connect(url);
  assert.equal((await failure(users.getUser({ id: 1n }))).code, "UNAVAILABLE");
  const refused = await failure(users.getUser({ id: 1n }, { metadata: { te: "x" } }));
  assert.equal(refused.code, "INTERNAL");
  assert.match(refused.rawMessage, /reserved/);
});

test("a stream of requests is refused at once", async () => {
  const { FetchChannel } = await bundled<{ FetchChannel: typeof FetchChannelType }>(
    `export { FetchChannel } from "./fetch-channel.ts";`,
  );
  const starter = new FetchChannel("http://127.0.0.1:1").bind({
    path: "/a.B/C",
    kind: "bidiStreaming",
  } as never);
  let code = "";
  const handler = { onFailure: (error: StatusError) => (code = error.code) };
  starter.start(handler as never, {} as never, false);
  assert.equal(code, "UNIMPLEMENTED");
});
