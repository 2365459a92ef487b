import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brotliCompressSync, gunzipSync, gzipSync } from "node:zlib";
import type { Interceptor } from "tramline";
import { part, partsOf, serving, versions } from "./edge.test.support.ts";
import { Item } from "./gen/edge/edge.ts";

const write = { ":path": "/edge.EdgeService/Write", "content-type": "application/json" };
const repeat = { ":path": "/edge.EdgeService/Repeat", "content-type": "application/connect+json" };
const read = (query: string) => ({ ":method": "GET", ":path": `/edge.EdgeService/Read?${query}` });

const parsed = (text: string): Record<string, unknown> =>
  JSON.parse(text) as Record<string, unknown>;

for (const [version, send] of versions) {
  describe(`a unary call of Connect over ${version}`, () => {
    it("is JSON in, JSON out, with the trailers among the headers", async () => {
      await serving({}, async (port) => {
        const { status, headers, text, trailers } = await send(
          port,
          write,
          '{"text":"a","big":"7"}',
        );
        assert.equal(status, 200);
        assert.equal(headers["content-type"], "application/json");
        assert.deepEqual(parsed(text), { text: "a", big: "7" });
        assert.equal(headers["head"], "one");
        assert.equal(headers["trailer-tail"], "two");
        assert.equal(headers["trailer-tail-bin"], "AQI");
        assert.equal(trailers, undefined);
      });
    });

    it("is binary with application/proto, in one piece, in many, with and without content-length", async () => {
      const bytes = Item.encode({ text: "x".repeat(100), big: -1n });
      const headers = { ...write, "content-type": "application/proto" };
      await serving({}, async (port) => {
        const bodies = [[bytes], [...bytes].map((byte) => Uint8Array.of(byte))];
        for (const body of bodies) {
          for (const length of [{}, { "content-length": bytes.length }]) {
            const response = await send(port, { ...headers, ...length }, ...body);
            assert.equal(response.headers["content-type"], "application/proto");
            assert.deepEqual(Item.decode(response.body), Item.decode(bytes));
          }
        }
      });
    });

    it("takes a body larger than the window, without content-length", async () => {
      const item = { text: "", data: new Uint8Array(3_000_000).fill(7) };
      await serving({}, async (port) => {
        const headers = { ...write, "content-type": "application/proto" };
        const { body } = await send(port, headers, Item.encode(item));
        assert.deepEqual(Item.decode(body).data, item.data);
      });
    });

    it("with an empty body is the empty message in binary, and a mistake in JSON", async () => {
      await serving({}, async (port) => {
        const binary = { ...write, "content-type": "application/proto" };
        for (const body of [[], [""]]) {
          const { status, body: response } = await send(port, binary, ...body);
          assert.deepEqual([status, response.length], [200, 0]);
          assert.equal((await send(port, write, ...body)).status, 400);
        }
        const compressed = await send(port, { ...binary, "content-encoding": "gzip" }, "");
        assert.equal(compressed.status, 200, "an empty body is not inflated");
      });
    });

    it("that fails has the status, the code, the details, and both kinds of metadata", async () => {
      await serving({}, async (port) => {
        const { status, headers, text } = await send(port, write, '{"text":"fail"}');
        assert.equal(status, 400);
        assert.equal(headers["content-type"], "application/json");
        assert.deepEqual(parsed(text), {
          code: "failed_precondition",
          message: "not now: ü%",
          details: [
            {
              type: "google.rpc.BadRequest",
              value: "CgwKBHRleHQSBGZhaWw",
              debug: { fieldViolations: [{ field: "text", description: "fail" }] },
            },
          ],
        });
        assert.equal(headers["head"], "one");
        assert.equal(headers["trailer-tail"], "two");
        assert.equal(headers["trailer-why"], "because");
      });
    });

    it("whose handler has a bug hides the text, unless exposeErrors says otherwise", async () => {
      for (const exposeErrors of [false, true]) {
        await serving({ exposeErrors }, async (port) => {
          const { status, text } = await send(port, write, '{"text":"bug"}');
          assert.equal(status, 500);
          assert.equal(parsed(text)["code"], "unknown");
          assert.equal(text.includes("secret"), exposeErrors);
        });
      }
    });

    it("compresses as the client accepts it, quality values of 0 left out", async () => {
      const options = { compression: "gzip", compressionThresholdBytes: 0 };
      await serving(options, async (port) => {
        const body = '{"text":"aaaa"}';
        for (const [accept, encoding] of [
          ["gzip", "gzip"],
          ["br;q=1.0, gzip;q=0.8, *;q=0.1", "gzip"],
          ["gzip;q=0, br", undefined],
          ["br", undefined],
        ] as const) {
          const response = await send(port, { ...write, "accept-encoding": accept }, body);
          assert.equal(response.headers["content-encoding"], encoding, accept);
          const plain = encoding === undefined ? response.body : gunzipSync(response.body);
          assert.deepEqual(parsed(plain.toString()), { text: "aaaa" });
        }
        // What it sends, it accepts.
        const sent = { ...write, "content-encoding": "gzip" };
        assert.equal((await send(port, sent, gzipSync(body))).headers["content-encoding"], "gzip");
      });
    });

    it("inflates its request, and rejects one that is damaged, cut off, or of an unknown compression", async () => {
      await serving({}, async (port) => {
        const body = brotliCompressSync('{"text":"a"}');
        const headers = { ...write, "content-encoding": "br" };
        assert.deepEqual(parsed((await send(port, headers, body)).text), { text: "a" });
        for (const bad of [body.subarray(0, body.length - 3), Buffer.from("{}")]) {
          const { status, text } = await send(port, headers, bad);
          assert.equal(status, 400);
          assert.equal(parsed(text)["code"], "invalid_argument");
        }
        const { status, text } = await send(port, { ...write, "content-encoding": "lzma" }, "{}");
        assert.equal(status, 501);
        assert.match(String(parsed(text)["message"]), /lzma.*gzip/);
      });
    });

    it("with a message that is too large, as it came or inflated, ends with resource_exhausted", async () => {
      const large = `{"text":"${"a".repeat(2000)}"}`;
      await serving({ maxReceiveBytes: 1000 }, async (port) => {
        const length = { "content-length": large.length };
        for (const [headers, body] of [
          [write, large],
          [{ ...write, ...length }, large],
          [{ ...write, "content-encoding": "gzip" }, gzipSync(large)],
        ] as const) {
          const { status, text } = await send(port, headers, body);
          assert.equal(status, 429);
          assert.equal(parsed(text)["code"], "resource_exhausted");
        }
      });
    });

    it("that is not JSON, or not of its type, ends with invalid_argument", async () => {
      await serving({}, async (port) => {
        for (const body of [
          "{",
          "[]",
          "[".repeat(100_000),
          '{"text":1}',
          '{"text":"\ud800"}',
          "{}{}",
          "null",
        ]) {
          const { status, text } = await send(port, write, body);
          assert.equal(status, body === '{"text":"\ud800"}' ? 200 : 400, body.slice(0, 99));
          if (status === 400) assert.equal(parsed(text)["code"], "invalid_argument");
        }
        const unknown = await send(port, write, '{"later":1}');
        assert.equal(unknown.status, 200, "fields that the contract does not have are skipped");
      });
    });

    it("ends at its deadline, and rejects a timeout that is not a number", async () => {
      const waiting: Interceptor = async (call, next) => {
        await new Promise((resolve) => {
          call.signal.addEventListener("abort", resolve);
        });
        return next(call);
      };
      await serving({ interceptors: [waiting] }, async (port) => {
        const { status, text } = await send(port, { ...write, "connect-timeout-ms": "5" }, "{}");
        assert.deepEqual([status, parsed(text)["code"]], [504, "deadline_exceeded"]);
        for (const bad of ["-1", "1.5", "12345678901", "5m", ""]) {
          const response = await send(port, { ...write, "connect-timeout-ms": bad }, "{}");
          assert.deepEqual(
            [response.status, parsed(response.text)["code"]],
            [400, "invalid_argument"],
          );
        }
      });
    });
  });

  describe(`a request of Connect that no handler sees over ${version}`, () => {
    it("has the status of what is wrong, in HTTP and in Connect", async () => {
      const version = { "connect-protocol-version": "1" };
      const path = (name: string) => ({ ":path": `/edge.EdgeService/${name}` });
      await serving({}, async (port) => {
        for (const [headers, status, code] of [
          [{ ...write, ...path("Nothing") }, 404, "unimplemented"],
          [{ ...write, ":path": "/other.Service/Write" }, 404, "unimplemented"],
          [{ ...write, ...path("Missing") }, 501, "unimplemented"],
          [{ ...write, "connect-protocol-version": "2" }, 400, "invalid_argument"],
          [{ ...write, "content-type": "application/xml", ...version }, 415, undefined],
          [{ ...write, ...path("Repeat") }, 415, undefined],
          [{ ...repeat, ...path("Write") }, 415, undefined],
          [{ ...write, ...version, ":method": "PUT" }, 405, undefined],
          [{ ...write, "content-type": "text/plain" }, 415, undefined],
        ] as const) {
          const response = await send(port, headers, "{}");
          assert.equal(response.status, status, JSON.stringify(headers));
          if (code !== undefined) assert.equal(parsed(response.text)["code"], code);
          if (status === 405) assert.equal(response.headers["allow"], "POST");
        }
        const { headers } = await send(port, { ...write, ...path("Repeat") }, "{}");
        assert.match(String(headers["accept-post"]), /^application\/connect\+proto, /);
      });
    });
  });

  describe(`a GET request of Connect over ${version}`, () => {
    it("calls a method without side effects, in JSON and in base64, compressed as well", async () => {
      const json = '{"text":"ü&="}';
      const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
      await serving({}, async (port) => {
        for (const query of [
          `encoding=json&message=${encodeURIComponent(json)}`,
          `message=${encodeURIComponent(json)}&unknown=1&connect=v1&encoding=json&unknown`,
          `encoding=json&base64=1&message=${base64(Buffer.from(json))}`,
          `encoding=json&base64=1&compression=gzip&message=${base64(gzipSync(json))}`,
        ]) {
          const { status, headers, text } = await send(port, read(query));
          assert.equal(status, 200, query);
          assert.equal(headers["read-header"], "of read");
          assert.equal(headers["vary"], "accept-encoding");
          assert.deepEqual(parsed(text), { text: "ü&=" });
        }
        const item = { text: "b", big: 5n };
        const query = `connect=v1&encoding=proto&base64=1&message=${base64(Item.encode(item))}%3D`;
        const { body } = await send(port, read(query.replace(/%3D$/, "")));
        assert.equal(Item.decode(body).big, 5n);
      });
    });

    it("with a body drops it", async () => {
      await serving({}, async (port) => {
        const query = "encoding=json&message=%7B%7D";
        const { status } = await send(port, read(query), "x".repeat(100), "y");
        assert.equal(status, 200);
      });
    });

    it("of another method, or with a query that is incomplete or broken, says what is wrong", async () => {
      await serving({ maxReceiveBytes: 100 }, async (port) => {
        const other = {
          ":method": "GET",
          ":path": "/edge.EdgeService/Write?encoding=json&message={}",
        };
        const response = await send(port, other);
        assert.deepEqual([response.status, response.headers["allow"]], [405, "POST"]);
        for (const [query, status] of [
          ["connect=v1&message=%7B%7D", 415],
          ["encoding=xml&message=%7B%7D", 415],
          ["encoding=json", 400],
          ["encoding=json&message=", 400],
          ["encoding=json&connect=v2&message=%7B%7D", 400],
          ["encoding=json&base64=1&message=*", 400],
          ["encoding=json&base64=1&message=%FF", 400],
          ["encoding=proto&message=%08", 400],
          ["encoding=json&message=%7B%2", 400],
          [`encoding=json&message=${"a".repeat(101)}`, 429],
          ["encoding=json&compression=lzma&message=%7B%7D", 501],
          ["encoding=json&compression=gzip&message=%7B%7D", 400],
          ["message=%7B%7D", 415],
        ] as const) {
          assert.equal((await send(port, read(query))).status, status, query);
        }
      });
    });

    it("with a query beyond the limit of a header section has the status for that", async () => {
      await serving({ limits: { maxFieldSectionSize: 4096 } }, async (port) => {
        const query = `encoding=json&message=${"a".repeat(8000)}`;
        assert.equal((await send(port, read(query))).status, 431);
        const long = { ...write, "x-long": "a".repeat(8000) };
        const { status, text } = await send(port, long, "{}");
        // HTTP/1.1's fields are not read to their end: the protocol is unknown.
        if (version === "HTTP/1.1") assert.equal(status, 431);
        else assert.deepEqual([status, parsed(text)["code"]], [429, "resource_exhausted"]);
      });
    });
  });

  describe(`a stream of Connect over ${version}`, () => {
    it("ends with a part that has the trailers, and the error if there is one", async () => {
      await serving({}, async (port) => {
        const fine = await send(port, repeat, part(0, '{"count":2,"text":"a"}'));
        assert.equal(fine.status, 200);
        assert.equal(fine.headers["content-type"], "application/connect+json");
        assert.equal(fine.headers["head"], "one");
        assert.equal(fine.trailers, undefined);
        const parts = partsOf(fine.body);
        assert.deepEqual(
          parts.map(({ flags }) => flags),
          [0, 0, 2],
        );
        assert.deepEqual(parsed(String(parts[2]?.content)), { metadata: { tail: ["two"] } });
        const failed = await send(port, repeat, part(0, '{"count":1,"text":"fail"}'));
        assert.equal(failed.status, 200);
        const [, end] = partsOf(failed.body);
        assert.equal(end?.flags, 2);
        const { error, metadata } = parsed(String(end?.content));
        assert.equal((error as { code: string }).code, "failed_precondition");
        assert.deepEqual(metadata, { tail: ["two"], why: ["because"] });
      });
    });

    it("compresses single messages, both ways", async () => {
      const options = { compression: "gzip", compressionThresholdBytes: 0 };
      await serving(options, async (port) => {
        const headers = { ...repeat, "connect-content-encoding": "gzip" };
        const response = await send(port, headers, part(1, gzipSync('{"count":1,"text":"a"}')));
        assert.equal(response.headers["connect-content-encoding"], "gzip");
        const [first] = partsOf(response.body);
        assert.equal(first?.flags, 1);
        assert.deepEqual(parsed(String(gunzipSync(first?.content ?? ""))), { text: "a" });
      });
    });

    it("with a body that breaks the framing ends with a status in the last part", async () => {
      const message = part(0, '{"count":1}');
      await serving({ maxReceiveBytes: 1000 }, async (port) => {
        for (const [body, code] of [
          [part(2, "{}"), "invalid_argument"],
          [part(4, "{}"), "invalid_argument"],
          [part(255, "{}"), "invalid_argument"],
          [part(1, "{}"), "internal"],
          [message.subarray(0, 3), "invalid_argument"],
          [message.subarray(0, 9), "invalid_argument"],
          [Uint8Array.of(0, 255, 255, 255, 255), "resource_exhausted"],
          [part(0, "x".repeat(1001)), "resource_exhausted"],
          [part(0, "{"), "invalid_argument"],
          [Buffer.concat([message, message]), "unimplemented"],
          ["", "unimplemented"],
        ] as const) {
          const response = await send(port, repeat, body);
          assert.equal(response.status, 200);
          const end = partsOf(response.body).at(-1);
          assert.equal(end?.flags, 2);
          const { error } = parsed(String(end?.content)) as { error: { code: string } };
          assert.equal(error.code, code, Buffer.from(body as string).toString("hex"));
        }
      });
    });
  });
}
