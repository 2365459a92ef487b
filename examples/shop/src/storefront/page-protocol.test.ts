import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:http2";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer, text } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { connectProtocol, createServer, grpcProtocol } from "tramline";
import { pageProtocol } from "./page-protocol.ts";

describe("the page's files", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "shop-page-"));
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(path.join(folder, "index.html"), "<!doctype html><title>page</title>");
  writeFileSync(path.join(folder, "assets/app-1a2b.js"), "console.log(1);\n".repeat(20_000));
  const protocols = [grpcProtocol, pageProtocol(folder), connectProtocol];
  const server = createServer({ protocols });
  let port = 0;

  before(async () => {
    ({ port } = await server.listen("127.0.0.1:0"));
  });
  after(async () => {
    await server.close({ graceMs: 0 });
    rmSync(folder, { recursive: true });
  });

  /** Sends a request over HTTP/1.1, with nothing decoded. */
  async function get(url: string, headers: Record<string, string> = {}, method = "GET") {
    const sent = request({ host: "127.0.0.1", port, path: url, method, headers, agent: false });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.on("response", resolve).on("error", reject).end();
    });
    return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
  }

  test("the address of a view returns the page, which browsers revalidate", async () => {
    for (const view of ["/", "/checkout", "/orders", "/orders/1001", "/orders/1001?from=mail"]) {
      const { status, headers, body } = await get(view);
      assert.equal(status, 200, view);
      assert.equal(headers["content-type"], "text/html; charset=utf-8");
      assert.equal(headers["cache-control"], "no-cache");
      assert.match(String(headers["content-security-policy"]), /default-src 'none'/);
      assert.match(body.toString(), /<title>page/);
    }
  });

  test("a file whose name has its hash may be kept for ever", async () => {
    const { headers, body } = await get("/assets/app-1a2b.js");
    assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
    assert.equal(headers["content-type"], "text/javascript; charset=utf-8");
    assert.equal(body.length, 320_000);
  });

  test("it is compressed for those who take that, and not sent again when it is unchanged", async () => {
    const zipped = await get("/assets/app-1a2b.js", { "accept-encoding": "gzip" });
    assert.equal(zipped.headers["content-encoding"], "gzip");
    assert.equal(Number(zipped.headers["content-length"]), zipped.body.length);
    assert.equal(gunzipSync(zipped.body).length, 320_000);
    const etag = zipped.headers.etag ?? "";
    const again = await get("/assets/app-1a2b.js", { "if-none-match": etag });
    assert.equal(again.status, 304);
    assert.equal(again.body.length, 0);
  });

  test("HEAD has the headers of GET alone", async () => {
    const { status, headers, body } = await get("/", {}, "HEAD");
    assert.equal(status, 200);
    assert.equal(headers["content-length"], "34");
    assert.equal(body.length, 0);
  });

  test("other paths and methods are left to other protocols", async () => {
    assert.equal((await get("/../package.json")).status, 404);
    assert.equal((await get("/assets/")).status, 404);
    assert.notEqual((await get("/", {}, "POST")).status, 200);
  });

  test("over HTTP/2 as well", async () => {
    const session = connect(`http://127.0.0.1:${port}`);
    try {
      const stream = session.request({ ":path": "/" });
      assert.match(await text(stream), /<title>page/);
    } finally {
      session.close();
    }
  });

  test("a page that is not built says how to build it", async () => {
    const bare = createServer({ protocols: [pageProtocol(path.join(folder, "missing"))] });
    const { port: barePort } = await bare.listen("127.0.0.1:0");
    try {
      const response = await fetch(`http://127.0.0.1:${barePort}/`);
      assert.equal(response.status, 503);
      assert.match(await response.text(), /npm start/);
    } finally {
      await bare.close({ graceMs: 0 });
    }
  });
});
