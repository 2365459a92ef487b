import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromJson } from "./from-json.ts";
import { Everything, echo, parse, refuses } from "./json.test.support.ts";
import type { JsonValue } from "./json-value.ts";

describe("well-known types", () => {
  const same = (json: JsonValue): void => assert.deepEqual(echo(json), json);

  test("timestamps", () => {
    same({ wktTimestamp: "0001-01-01T00:00:00Z" });
    same({ wktTimestamp: "9999-12-31T23:59:59.999999999Z" });
    same({ wktTimestamp: "1969-12-31T23:59:59.500Z" });
    assert.deepEqual(echo({ wktTimestamp: "2026-02-28T23:30:00.1-01:30" }), {
      wktTimestamp: "2026-03-01T01:00:00.100Z",
    });
    assert.deepEqual(parse({ wktTimestamp: "1969-12-31T23:59:59.5Z" })["wktTimestamp"], {
      seconds: -1n,
      nanos: 500_000_000,
    });
    for (const bad of [
      "",
      "2026-02-30T00:00:00Z",
      "2026-01-01",
      "2026-01-01T00:00:00",
      "2026-01-01t00:00:00z",
      "2026-01-01T24:00:00Z",
      "2026-01-01T00:60:00Z",
      "2026-13-01T00:00:00Z",
      "0000-01-01T00:00:00Z",
      "10000-01-01T00:00:00Z",
      "2026-01-01T00:00:00.Z",
      "2026-01-01T00:00:00.0123456789Z",
      "0001-01-01T00:00:00+00:01",
    ]) {
      refuses("JSON_TIMESTAMP", "wktTimestamp", { wktTimestamp: bad });
    }
    refuses("JSON_TYPE", "wktTimestamp", { wktTimestamp: 5 });
  });

  test("durations", () => {
    same({ wktDuration: "0s" });
    same({ wktDuration: "-0.000001s" });
    same({ wktDuration: "315576000000s" });
    same({ wktDuration: "-315576000000.999999999s" });
    same({ wktDuration: "-1.500s" });
    assert.deepEqual(parse({ wktDuration: "-1.5s" })["wktDuration"], {
      seconds: -1n,
      nanos: -500_000_000,
    });
    for (const bad of [
      "",
      "1",
      "s",
      "1 s",
      "1.s",
      ".5s",
      "+1s",
      "--1s",
      "1e3s",
      "315576000001s",
      "1.0123456789s",
    ]) {
      refuses("JSON_DURATION", "wktDuration", { wktDuration: bad });
    }
  });

  test("field masks", () => {
    same({ wktFieldmask: "a,fooBar.bazQux,c3" });
    same({ wktFieldmask: "" });
    assert.deepEqual(parse({ wktFieldmask: "fooBar,x" })["wktFieldmask"], {
      paths: ["foo_bar", "x"],
    });
    refuses("JSON_FIELD_MASK", "wktFieldmask", { wktFieldmask: "foo_bar" });
  });

  test("struct, value, list", () => {
    same({
      wktStruct: { a: 1, b: [true, null, { c: "x" }], d: { e: {} } },
      wktValue: "x",
      wktListvalue: [1, "2", [], {}],
    });
    refuses("JSON_TYPE", "wktStruct", { wktStruct: [] });
    refuses("JSON_TYPE", "wktListvalue", { wktListvalue: {} });
  });

  test("wrappers, and empty", () => {
    same({
      wktStringvalue: "",
      wktBytesvalue: "YQ==",
      wktInt64value: "5",
      wktFloatvalue: "NaN",
      wktBoolvalue: false,
      wktEmpty: {},
    });
    refuses("JSON_TYPE", "wktBoolvalue", { wktBoolvalue: "x" });
    refuses("JSON_FIELD_UNKNOWN", "wktEmpty.a", { wktEmpty: { a: 1 } });
  });

  test("any", () => {
    same({ wktAny: { "@type": "type.googleapis.com/test.Everything", plainInt32: 5, wktAny: {} } });
    same({ wktAny: { "@type": "type.googleapis.com/google.protobuf.Duration", value: "1.500s" } });
    same({
      wktAny: { "@type": "x/google.protobuf.Any", value: { "@type": "x/google.protobuf.Empty" } },
    });
    refuses("JSON_ANY", "wktAny", { wktAny: { "@type": "x/no.Such" } });
    refuses("JSON_ANY", "wktAny", { wktAny: { "@type": "x/" } });
    refuses("JSON_ANY", "wktAny", { wktAny: { plainInt32: 5 } });
    refuses("JSON_ANY", "wktAny", { wktAny: { "@type": "x/google.protobuf.Duration" } });
    refuses("JSON_FIELD_UNKNOWN", "wktAny.nope", {
      wktAny: { "@type": "x/test.Everything", nope: 5 },
    });
    assert.throws(
      () => fromJson(Everything, { wktAny: { "@type": "x/test.Everything" } }),
      /option `registry`/,
    );
  });
});
