import assert from "node:assert/strict";
import { test } from "node:test";
import { FIELD_SECTION_TOO_LARGE, FieldSection, HeaderTemplate, Stream } from "@tramline/http2";
import {
  type ExchangeHandler,
  FIELDS_TOO_LARGE,
  FieldTemplate,
  type ServedExchange,
} from "@tramline/rpc";

const handler: ExchangeHandler = {
  onHeaders() {},
  onData() {},
  onEnd() {},
  onFailure() {},
  onSendReady() {},
};

test("an HTTP/2 stream is an exchange as it is", () => {
  const headers: string[][] = [];
  const writer = {
    headers: (_: Stream, template: HeaderTemplate, fields: readonly string[]) =>
      headers.push([...template.fields, ...fields]),
  };
  // Compiles only as long as a stream has all that a protocol needs, and takes a protocol's handler.
  const exchange: ServedExchange = new Stream(1, writer as never, handler);
  exchange.sendHeaders(new FieldTemplate([":status", "200"]), ["a", "b"]);
  assert.deepEqual(headers, [[":status", "200", "a", "b"]]);
});

test("fields are measured and marked as HTTP/2 does it", () => {
  const fields = [":status", "200", "content-type", "application/grpc"];
  assert.equal(new FieldTemplate(fields).size, new HeaderTemplate(fields).size);
  const section = new FieldSection([], 0, FIELD_SECTION_TOO_LARGE);
  assert.equal(section.malformed, FIELDS_TOO_LARGE);
});
