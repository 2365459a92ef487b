// REST by node:http, beside other handlers.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { toNodeHandler } from "tramline";
import { startRest } from "./rest.support.ts";

for (const cors of [false, true]) {
  test(`toNodeHandler serves the paths of REST, and passes others on, ${cors ? "with" : "without"} CORS`, async () => {
    const { server, close } = await startRest({ openApi: true }, { cors });
    const handler = toNodeHandler(server);
    const http = createHttpServer((request, response) =>
      handler(request, response, () => response.end("mine")),
    ).listen(0, "127.0.0.1");
    await once(http, "listening");
    const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
    try {
      const found = await fetch(`${url}/v1/int32/5?name=a`);
      assert.equal(found.status, 200);
      assert.equal(found.headers.get("content-type"), "application/json");
      const text = await found.text();
      assert.match(text, /"int32Value":\s*5/);
      const head = await fetch(`${url}/v1/int32/5?name=a`, { method: "HEAD" });
      assert.equal(head.headers.get("content-length"), String(text.length));
      const other = await fetch(`${url}/v1/int32/5`, { method: "DELETE" });
      assert.equal(other.status, 405);
      const document = await fetch(`${url}/openapi.json`);
      assert.match(await document.text(), /"openapi":\s*"3\.1/);
      for (const path of ["/", "/v1/other", "/openapi"]) {
        assert.equal(await (await fetch(url + path)).text(), "mine", path);
      }
      if (!cors) return;
      const preflight = await fetch(`${url}/v1/int32/5`, {
        method: "OPTIONS",
        headers: { origin: "https://shop.example", "access-control-request-method": "GET" },
      });
      assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
    } finally {
      http.closeAllConnections();
      http.close();
      await close();
    }
  });
}
