// Requests that REST rejects: with the HTTP status, the code, and a text that says what is wrong.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { rejectedCases } from "./rejected-cases.ts";
import { type RestPair, startRest } from "./rest.support.ts";

let plain: RestPair;

before(async () => {
  plain = await startRest({ emitDefaults: false });
});

after(() => plain.close());

for (const [name, request, httpStatus, code, text] of rejectedCases) {
  test(`rejected: ${name}`, async () => {
    const response = await plain.send(typeof request === "string" ? { path: request } : request);
    const error = response.json as { code: number; message: string; details: unknown[] };
    assert.equal(response.status, httpStatus, response.text);
    assert.equal(error.code, code);
    assert.match(error.message, text);
    assert.deepEqual(error.details, []);
    assert.equal(response.headers["content-type"], "application/json");
  });
}
