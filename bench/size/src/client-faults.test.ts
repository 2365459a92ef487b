import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { test } from "node:test";
import { connect, failure, serving } from "./client.test.support.ts";

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
