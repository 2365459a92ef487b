// Bodies without a content type: programs may send them, and pages may not, as browsers let those of other sites do so.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type RestPair, startRest } from "./rest.support.ts";

let pair: RestPair;

before(async () => {
  pair = await startRest();
});

after(() => pair.close());

/** Posts by fetch, which sets no content type for bytes. */
async function post(body: string | undefined, headers: Record<string, string>) {
  const response = await fetch(`http://127.0.0.1:${pair.port}/v1/everything`, {
    method: "POST",
    headers,
    ...(body !== undefined && { body: new TextEncoder().encode(body) }),
  });
  return { status: response.status, text: await response.text() };
}

const origin = "https://other.example";

test("a page must name the type of a body", async () => {
  const { status, text } = await post('{"name":"a"}', { origin });
  assert.equal(status, 415);
  assert.match(text, /missing content-type: requests of pages must have application\/json/);
  const typed = await post('{"name":"a"}', { origin, "content-type": "application/json" });
  assert.equal(typed.status, 200);
});

test("a request without a body, or without an origin, needs no type", async () => {
  assert.equal((await post(undefined, { origin })).status, 200);
  const { status, text } = await post('{"name":"a"}', {});
  assert.equal(status, 200);
  assert.match(text, /"name":"a"/);
});
