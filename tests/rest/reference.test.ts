// The page that shows the OpenAPI document, with a viewer of this test.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { GatewayError, type ReferenceViewer } from "@tramline/gateway";
import { redocViewer } from "@tramline/gateway/redoc";
import { startRest } from "./rest.support.ts";

const script = new TextEncoder().encode(`console.log(${JSON.stringify("x".repeat(200_000))});`);
const viewer: ReferenceViewer = {
  script,
  gzipped: new Uint8Array(gzipSync(script)),
  element: (document) => `<my-viewer document="${document}"></my-viewer>`,
};

describe("the reference page", () => {
  it("is served with its script beside the document", async () => {
    const openApi = { title: "Tom & <b>Jerry</b>", reference: viewer };
    const { send, fetch: fetchHttp1, close } = await startRest({ openApi });
    try {
      for (const get of [send, fetchHttp1]) {
        const page = await get({ path: "/reference" });
        assert.equal(page.status, 200);
        assert.equal(page.headers["content-type"], "text/html; charset=utf-8");
        assert.match(
          String(page.headers["content-security-policy"]),
          /default-src 'none'; script-src 'self'/,
        );
        assert.match(page.text, /<my-viewer document="\/openapi\.json">/);
        assert.match(page.text, /<title>Tom &#38; &#60;b&#62;Jerry/);
        assert.match(page.text, /<script src="\/reference\/viewer\.js">/);
        const head = await get({ method: "HEAD", path: "/reference" });
        assert.equal(head.headers["content-length"], String(page.body.length));
        assert.equal(head.body.length, 0);
        assert.equal((await get({ method: "POST", path: "/reference" })).status, 405);
      }
      const plain = await send({ path: "/reference/viewer.js" });
      assert.equal(plain.headers["content-encoding"], undefined);
      assert.deepEqual(new Uint8Array(plain.body), script);
      const small = await send({
        path: "/reference/viewer.js",
        headers: { "accept-encoding": "br, gzip" },
      });
      assert.equal(small.headers["content-encoding"], "gzip");
      assert.deepEqual(new Uint8Array(gunzipSync(small.body)), script);
      assert.equal((await send({ path: "/reference/other.js" })).status, 404);
    } finally {
      await close();
    }
  });

  it("is served where the options say, and not without a viewer", async () => {
    const openApi = { path: "/api.json", reference: viewer, referencePath: "/docs/api" };
    const elsewhere = await startRest({ openApi });
    assert.match((await elsewhere.send({ path: "/docs/api" })).text, /document="\/api\.json"/);
    assert.equal((await elsewhere.send({ path: "/docs/api/viewer.js" })).status, 200);
    await elsewhere.close();
    const without = await startRest({ openApi: true });
    assert.equal((await without.send({ path: "/reference" })).status, 404);
    await without.close();
  });

  it("says what is wrong with its options", async () => {
    const wrong = [
      [
        { referencePath: "docs" },
        /invalid option openApi\.referencePath: expected a path, such as .*, got "docs"/,
      ],
      [{ path: 5 as unknown as string }, /invalid option openApi\.path: expected a path/],
      [
        { reference: {} as ReferenceViewer },
        /invalid option openApi\.reference: expected a viewer, as redocViewer\(\) returns it/,
      ],
    ] as const;
    for (const [openApi, message] of wrong) {
      await assert.rejects(startRest({ openApi }), message);
    }
    const empty = mkdtempSync(path.join(tmpdir(), "tramline-viewer-"));
    try {
      assert.throws(
        () => redocViewer(empty),
        (error) =>
          error instanceof GatewayError &&
          error.code === "REST_VIEWER_MISSING" &&
          error.message.endsWith("install it with: npm install redoc@2"),
      );
    } finally {
      rmSync(empty, { recursive: true });
    }
  });
});
