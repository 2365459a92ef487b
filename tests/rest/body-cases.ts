// Requests with bodies, responses by `response_body`, and what the handler was given, as JSON.
import { gzipSync } from "node:zlib";
import type { HttpRequest } from "./rest.support.ts";

/** Name, request, and the body of the response. */
export const bodyCases: readonly (readonly [string, HttpRequest | string, unknown])[] = [
  // Bodies.
  [
    "the whole message",
    { method: "POST", path: "/v1/everything", body: '{"name":"me","nested":{"amount":5}}' },
    { name: "me", nested: { amount: "5" } },
  ],
  [
    "names of the contract in a body",
    { method: "POST", path: "/v1/everything", body: '{"int32_value":5}' },
    { int32Value: 5 },
  ],
  [
    "an unknown field of a body is skipped",
    { method: "POST", path: "/v1/everything", body: '{"name":"me","unknown":{}}' },
    { name: "me" },
  ],
  ["no body", { method: "POST", path: "/v1/everything" }, {}],
  [
    "a query beside a whole body is skipped",
    { method: "POST", path: "/v1/everything?int32_value=1", body: '{"name":"me"}' },
    { name: "me" },
  ],
  [
    "a path beside a whole body",
    { method: "POST", path: "/v1/everything/me:create", body: '{"name":"other","int32Value":2}' },
    { name: "me", int32Value: 2 },
  ],
  [
    "one field as the body",
    { method: "PUT", path: "/v1/everything/me?int32_value=1", body: '{"name":"inner"}' },
    { name: "me", int32Value: 1, nested: { name: "inner" } },
  ],
  [
    "the field of the body is not taken from the query",
    { method: "PUT", path: "/v1/everything/me?nested.amount=1", body: '{"name":"inner"}' },
    { name: "me", nested: { name: "inner" } },
  ],
  [
    "a repeated field as the body",
    { method: "PUT", path: "/v1/everything/me/tags", body: '["a","b"]' },
    { name: "me", tags: ["a", "b"] },
  ],
  [
    "a wrapper as the body",
    { method: "PUT", path: "/v1/everything/me/text", body: '"hi"' },
    { name: "me", stringWrapper: "hi" },
  ],
  ["a number as the request's body", { method: "POST", path: "/v1/number", body: "1.5" }, 1.5],
  ["a number of a message as the body", { method: "PUT", path: "/v1/number", body: "2" }, 2],
  ["a text of a message as the body", { method: "PUT", path: "/v1/text", body: '"a"' }, "a"],
  [
    "a list of a message as the body",
    { method: "PUT", path: "/v1/mask", body: '["name","a.b"]' },
    ["name", "a.b"],
  ],
  ["a number of a value as the body", { method: "PUT", path: "/v1/json", body: "4.5" }, 4.5],
  ["null as the body", { method: "PUT", path: "/v1/everything/me", body: "null" }, { name: "me" }],
  [
    "a rule without a body ignores one",
    { method: "POST", path: "/v1/bare/me?int32_value=3", body: '{"int32Value":9}' },
    { name: "me", int32Value: 3 },
  ],
  [
    "DELETE",
    { method: "DELETE", path: "/v1/everything/me?int32_value=3" },
    { name: "me", int32Value: 3 },
  ],
  [
    "a content type with a charset",
    {
      method: "POST",
      path: "/v1/everything",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: '{"name":"me"}',
    },
    { name: "me" },
  ],
  [
    "a compressed body",
    {
      method: "POST",
      path: "/v1/everything",
      headers: { "content-encoding": "gzip" },
      body: gzipSync('{"name":"me"}'),
    },
    { name: "me" },
  ],
  // PATCH.
  [
    "a mask by the body",
    {
      method: "PATCH",
      path: "/v1/everything/me",
      body: '{"int32Value":1,"nested":{"inner":{"amount":2}},"tags":["a"],"labels":{"x":"y"}}',
    },
    {
      everything: {
        name: "me",
        int32Value: 1,
        nested: { inner: { amount: "2" } },
        tags: ["a"],
        labels: { x: "y" },
      },
      updateMask: "int32Value,labels,nested.inner.amount,tags",
    },
  ],
  [
    "a mask with what has a form of its own",
    {
      method: "PATCH",
      path: "/v1/everything/me",
      body: '{"time":"2020-01-01T00:00:00Z","stringWrapper":"x","structValue":{"a":{"b":1},"c":2},"nested":{}}',
    },
    {
      everything: {
        name: "me",
        time: "2020-01-01T00:00:00Z",
        stringWrapper: "x",
        structValue: { a: { b: 1 }, c: 2 },
        nested: {},
      },
      updateMask: "nested,stringWrapper,structValue.a.b,structValue.c,time",
    },
  ],
  [
    "a mask in the query goes before",
    {
      method: "PATCH",
      path: "/v1/everything/me?update_mask=tags&validate_only=true",
      body: '{"int32Value":1}',
    },
    { everything: { name: "me", int32Value: 1 }, updateMask: "tags", validateOnly: true },
  ],
  [
    "no mask by a whole body",
    {
      method: "PATCH",
      path: "/v1/whole/me",
      body: '{"everything":{"int32Value":1},"updateMask":"tags"}',
    },
    { everything: { name: "me", int32Value: 1 }, updateMask: "tags" },
  ],
  [
    "no mask by another method",
    { method: "PUT", path: "/v1/updated/me", body: '{"int32Value":1}' },
    { everything: { name: "me", int32Value: 1 } },
  ],
  // Responses.
  [
    "the whole response",
    "/v1/shelves/1/items?page_size=1",
    { items: [{ name: "shelves/1/items/0" }] },
  ],
  [
    "a field of the response",
    "/v1/shelves/1/bare?page_size=2",
    [{ name: "shelves/1/items/0" }, { name: "shelves/1/items/1", amount: "1" }],
  ],
  ["an empty field of the response", "/v1/shelves/1/bare", []],
  ["an empty message", "/v1/nothing", {}],
  // A service without annotations.
  [
    "the default mapping",
    { method: "POST", path: "/rest.v1.PlainService/Echo", body: '{"name":"me"}' },
    { name: "me" },
  ],
];
