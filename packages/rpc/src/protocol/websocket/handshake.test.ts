import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { acceptValue, problemOf } from "./handshake.ts";
import { sha1 } from "./sha1.ts";

const good = { version: "13", key: "dGhlIHNhbXBsZSBub25jZQ==", protocols: "chat, tramline.v1" };

describe("the handshake of a WebSocket", () => {
  it("has the value that RFC 6455 section 1.3 computes", () => {
    assert.equal(acceptValue(good.key), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  });

  it("has digests as OpenSSL computes them, of any length", () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 37 + length) & 0xff);
      const expected = createHash("sha1").update(bytes).digest("hex");
      assert.equal(Buffer.from(sha1(bytes)).toString("hex"), expected, `${length} bytes`);
    }
  });

  it("says what is wrong with it", () => {
    assert.equal(problemOf(good), undefined);
    const status = (change: Partial<typeof good>) =>
      problemOf({ ...good, ...change })?.template.fields[1];
    assert.equal(status({ version: "8" }), "426");
    assert.equal(status({ version: "" }), "426");
    assert.equal(status({ key: "" }), "400");
    assert.equal(status({ key: "dGhlIHNhbXBsZSBub25jZQ" }), "400");
    assert.equal(status({ key: "dGhlIHNhbXBsZSBub25jZR==" }), "400");
    assert.equal(status({ protocols: "chat" }), "400");
  });
});
