import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { part, partsOf, type RawResponse, serving, versions } from "./edge.test.support.ts";
import { Item } from "./gen/edge/edge.ts";

const WEB = "application/grpc-web";
const TEXT = "application/grpc-web-text";

const call = (method: string, contentType = WEB) => ({
  ":path": `/edge.EdgeService/${method}`,
  "content-type": contentType,
});

/** The trailers in the last part of a response's body. */
function trailersOf(body: Buffer): Record<string, string> {
  const last = partsOf(body).at(-1);
  assert.equal(last?.flags, 0x80);
  const lines = String(last?.content).split("\r\n");
  assert.equal(lines.pop(), "", "the last line has its end");
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]),
  );
}

/** The bytes of a body in text mode, each piece of which may be padded. */
function fromText({ text }: RawResponse): Buffer {
  const groups = text.match(/.{4}/g) ?? [];
  assert.equal(groups.join(""), text, "whole groups");
  return Buffer.concat(groups.map((group) => Buffer.from(group, "base64")));
}

const say = part(0, Item.encode({ text: "say" }));

for (const [version, send] of versions) {
  describe(`a call of gRPC-Web over ${version}`, () => {
    it("has its trailers in the body, whatever the codec", async () => {
      await serving({}, async (port) => {
        for (const [contentType, message, responseType] of [
          [WEB, say, `${WEB}+proto`],
          [`${WEB}+proto`, say, `${WEB}+proto`],
          [`${WEB}+json`, part(0, '{"text":"say"}'), `${WEB}+json`],
        ] as const) {
          const response = await send(port, call("Write", contentType), message);
          assert.equal(response.status, 200);
          assert.equal(response.headers["content-type"], responseType);
          assert.equal(response.headers["head"], "one");
          assert.equal(response.trailers, undefined);
          const trailers = trailersOf(response.body);
          assert.deepEqual(trailers, { "grpc-status": "0", tail: "two", "tail-bin": "AQI" });
          assert.equal(partsOf(response.body).length, 2);
        }
      });
    });

    it("that fails has the status, its text, details and metadata there as well", async () => {
      await serving({}, async (port) => {
        const { body, headers, status } = await send(
          port,
          call("Write"),
          part(0, Item.encode({ text: "fail" })),
        );
        assert.equal(status, 200);
        assert.equal(headers["grpc-status"], undefined);
        const trailers = trailersOf(body);
        assert.equal(trailers["grpc-status"], "9");
        assert.equal(trailers["grpc-message"], "not now: %C3%BC%25");
        assert.ok(trailers["grpc-status-details-bin"]);
        assert.equal(trailers["why"], "because");
        const missing = await send(port, call("Nothing"), say);
        assert.equal(missing.headers["content-type"], `${WEB}+proto`);
        assert.equal(trailersOf(missing.body)["grpc-status"], "12");
      });
    });

    it("by another method than POST is not allowed", async () => {
      await serving({}, async (port) => {
        const { status, headers } = await send(port, { ...call("Write"), ":method": "PUT" }, say);
        assert.deepEqual([status, headers["allow"]], [405, "POST"]);
      });
    });

    it("compresses single messages", async () => {
      await serving({ compression: "gzip", compressionThresholdBytes: 0 }, async (port) => {
        const headers = {
          ...call("Write"),
          "grpc-encoding": "gzip",
          "grpc-accept-encoding": "gzip",
        };
        const packed = part(1, gzipSync(Item.encode({ text: "say" })));
        const response = await send(port, headers, packed);
        assert.equal(response.headers["grpc-encoding"], "gzip");
        assert.deepEqual(
          partsOf(response.body).map(({ flags }) => flags),
          [1, 0x80],
        );
      });
    });
  });

  describe(`a call of gRPC-Web in text mode over ${version}`, () => {
    it("is base64 both ways, of messages and trailers, as they come", async () => {
      await serving({}, async (port) => {
        const message = part(0, Item.encode({ text: "many", count: 3 }));
        const response = await send(port, call("Repeat", TEXT), message.toString("base64"));
        assert.equal(response.headers["content-type"], `${TEXT}+proto`);
        const body = fromText(response);
        assert.equal(partsOf(body).length, 4);
        assert.deepEqual(trailersOf(body), { "grpc-status": "0", tail: "two" });
      });
    });

    it("may be cut anywhere, and padded between parts", async () => {
      const one = part(0, Item.encode({ text: "a" })).toString("base64");
      const two = part(0, Item.encode({ text: "bc" })).toString("base64");
      assert.ok(one.endsWith("=") || two.endsWith("="), "one of them is padded");
      const text = one + two;
      await serving({}, async (port) => {
        for (let at = 1; at < text.length; at++) {
          const response = await send(
            port,
            call("Collect", TEXT),
            text.slice(0, at),
            text.slice(at),
          );
          const [message] = partsOf(fromText(response));
          assert.equal(
            Item.decode(message?.content ?? Buffer.alloc(0)).text,
            "abc",
            `cut at ${at}`,
          );
        }
        const single = await send(port, call("Collect", TEXT), ...text.split(""));
        assert.equal(trailersOf(fromText(single))["grpc-status"], "0");
      });
    });

    it("that is not base64, or ends within it, ends with INTERNAL", async () => {
      const text = say.toString("base64");
      await serving({}, async (port) => {
        for (const bad of [
          text.slice(0, -1),
          text.slice(0, 1),
          `${text}A`,
          "*".repeat(8),
          "A=AA",
          "=AAA",
          "AA=A",
          `${text.slice(0, 4)}\r\n${text.slice(4)}`,
          "AAAA____",
          Buffer.alloc(64, 0xff),
        ]) {
          const response = await send(port, call("Write", TEXT), bad);
          assert.equal(response.status, 200);
          assert.equal(trailersOf(fromText(response))["grpc-status"], "13", String(bad));
        }
      });
    });

    it("can be chosen for the response alone", async () => {
      await serving({}, async (port) => {
        const response = await send(port, { ...call("Write"), accept: `${TEXT}, ${WEB}` }, say);
        assert.equal(response.headers["content-type"], `${TEXT}+proto`);
        assert.equal(trailersOf(fromText(response))["grpc-status"], "0");
        const other = await send(
          port,
          { ...call("Write", TEXT), accept: WEB },
          say.toString("base64"),
        );
        assert.equal(other.headers["content-type"], `${WEB}+proto`);
        assert.equal(trailersOf(other.body)["grpc-status"], "0");
      });
    });

    it("takes a message larger than the window", async () => {
      const data = new Uint8Array(1_000_000).map((_, i) => i);
      const message = part(0, Item.encode({ text: "large", data }));
      await serving({}, async (port) => {
        const response = await send(port, call("Write", TEXT), message.toString("base64"));
        const [first] = partsOf(fromText(response));
        assert.deepEqual(Item.decode(first?.content ?? Buffer.alloc(0)).data, data);
      });
    });
  });
}
