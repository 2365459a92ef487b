/** Sends each hostile request of the edge protocols once, and expects a clear status and a server that goes on. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import type { Server } from "tramline";
import { createTarget } from "./peers/tramline/target.ts";
import * as hostile from "./wire/hostile-requests.ts";

const groups: Readonly<Record<string, readonly hostile.HostileRequest[]>> = {
  "JSON that is nested too deep": hostile.nestedJson,
  "JSON that is costly to read": hostile.costlyJson,
  "large JSON": hostile.largeJson,
  "broken base64": hostile.brokenText,
  "envelopes that lie": hostile.lyingEnvelopes,
  "gzip bombs": hostile.gzipBombs,
  "oversized bodies": hostile.oversizedBodies,
  "huge queries": hostile.hugeQueries,
  "unknown origins": hostile.strangeOrigins(3),
  "many fields": hostile.manyFields,
};

let server: Server;
let port = 0;

before(async () => {
  server = createTarget({}, true);
  const { address } = await server.listen("127.0.0.1:0");
  port = Number(address.slice(address.lastIndexOf(":") + 1));
});

after(() => server.close({ graceMs: 0 }));

/** Sends bytes on a connection of their own; resolves with everything that comes back until its end. */
function exchange(bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const pieces: Buffer[] = [];
    socket.on("data", (piece: Buffer) => pieces.push(piece));
    // The server may be done with the request before it is all sent.
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(pieces).toString("latin1")));
    const head = Buffer.from(
      bytes.toString("latin1").replace("\r\n", "\r\nConnection: close\r\n"),
      "latin1",
    );
    socket.write(head);
  });
}

for (const [group, requests] of Object.entries(groups)) {
  describe(group, () => {
    for (const { name, bytes, status, has } of requests) {
      test(name, async () => {
        const text = await exchange(bytes);
        assert.match(text, new RegExp(`^HTTP/1\\.1 ${status} `), text.slice(0, 300));
        const all = text.toLowerCase() + fromBase64(text);
        if (has !== undefined)
          assert.ok(all.includes(has), `expected ${has}: ${all.slice(0, 900)}`);
      });
    }
  });
}

/** The body in text mode, decoded: trailers are behind a prefix. */
function fromBase64(text: string): string {
  const body = text.slice(text.indexOf("\r\n\r\n") + 4);
  return Buffer.from(body.replace(/[\r\n]+[0-9a-f]+\r\n/g, ""), "base64").toString("latin1");
}

test("an honest request is served afterwards", async () => {
  const text = await exchange(hostile.post("/v1/pages", "application/json", '{"name":"a"}'));
  assert.match(text, /^HTTP\/1\.1 200 /);
  assert.match(text, /"name":"a"/);
});
