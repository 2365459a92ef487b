import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as peer from "@bufbuild/protobuf";
import { descriptorOf } from "../descriptor/descriptor-of.ts";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { ours, peerRegistry, theirs } from "../dynamic/testdata/everything.ts";
import { Random, randomMessage } from "../dynamic/testdata/random-message.ts";
import { fromJson, fromJsonString } from "./from-json.ts";
import { Everything, echo, parse, refuses, registry } from "./json.test.support.ts";
import { JsonError, type JsonErrorCode } from "./json-error.ts";
import type { JsonValue } from "./json-value.ts";
import { toJson, toJsonString } from "./to-json.ts";

describe("ProtoJSON against the peer", () => {
  for (const typeName of ["test.Everything", "test.old.Old"]) {
    test(`random messages ${typeName}`, () => {
      const random = new Random(7);
      const type = dynamicType(ours(typeName));
      for (let i = 0; i < 60; i++) {
        const message = randomMessage(descriptorOf(type), random);
        const json = toJson(type, message, { registry });
        // JSON.stringify makes 0 of -0; nothing else may change.
        const text = JSON.stringify(json);
        assert.equal(JSON.stringify(JSON.parse(text)), text);
        assert.deepEqual(fromJson(type, json, { registry }), message);
        const theirMessage = peer.fromJson(theirs(typeName), json, { registry: peerRegistry });
        assert.deepEqual(type.decode(peer.toBinary(theirs(typeName), theirMessage)), message);
        const theirJson = peer.toJson(theirs(typeName), theirMessage, { registry: peerRegistry });
        assert.deepEqual(fromJson(type, theirJson, { registry }), message);
        const all = {
          alwaysEmitImplicit: true,
          useProtoFieldName: true,
          enumAsInteger: true,
          registry,
        };
        const verbose = toJson(type, message, all);
        assert.deepEqual(fromJson(type, verbose, { registry }), message);
        const theirVerbose = peer.toJson(theirs(typeName), theirMessage, {
          ...all,
          registry: peerRegistry,
        });
        assert.deepEqual(
          new Set(Object.keys(verbose as object)),
          new Set(Object.keys(theirVerbose as object)),
        );
      }
    });
  }
});

describe("toJson", () => {
  test("64-bit integers, bytes, enums, floats, names", () => {
    const message = Everything.create({
      plainInt64: -5n,
      plainUint64: 2n ** 64n - 1n,
      plainBytes: Uint8Array.of(255, 254),
      plainFloat: Math.fround(0.1),
      plainDouble: Number.NEGATIVE_INFINITY,
      color: -7,
      colors: [1, 99],
      asText: "12",
      renamed: "x",
      choice: { case: "nullValue", value: 0 },
      mapBool: { true: "yes" },
    });
    assert.deepEqual(toJson(Everything, message), {
      plainBytes: "//4=",
      plainDouble: "-Infinity",
      plainFloat: 0.1,
      plainInt64: "-5",
      plainUint64: "18446744073709551615",
      color: "COLOR_BLUE",
      colors: ["COLOR_RED", 99],
      asText: "12",
      "other-name": "x",
      nullValue: null,
      mapBool: { true: "yes" },
    });
    const named = toJson(Everything, message, { useProtoFieldName: true, enumAsInteger: true });
    assert.deepEqual((named as { colors: unknown }).colors, [1, 99]);
    assert.ok("renamed" in (named as object));
  });

  test("presence: absent, zero, and all implicit fields on request", () => {
    assert.deepEqual(toJson(Everything, Everything.create()), {});
    assert.deepEqual(toJson(Everything, Everything.create({ maybeInt32: 0, plainInt32: 0 })), {
      maybeInt32: 0,
    });
    const all = toJson(Everything, Everything.create(), { alwaysEmitImplicit: true }) as Record<
      string,
      JsonValue
    >;
    assert.equal(all["plainInt64"], "0");
    assert.equal(all["plainBytes"], "");
    assert.equal(all["color"], "COLOR_UNSPECIFIED");
    assert.deepEqual(all["manyInt32"], []);
    assert.deepEqual(all["mapString"], {});
    assert.ok(!("maybeInt32" in all) && !("self" in all) && !("chosenInt32" in all));
  });

  test("hostile names stay own properties", () => {
    const message = Everything.create({ mapString: new Map([["__proto__", "x"]]) });
    const json = toJson(Everything, message) as { mapString: object };
    assert.deepEqual(Object.keys(json.mapString), ["__proto__"]);
    assert.equal(Object.getPrototypeOf(json.mapString), Object.prototype);
    assert.equal(JSON.stringify(json), '{"mapString":{"__proto__":"x"}}');
    const back = fromJsonString(Everything, '{"mapString":{"__proto__":"x","constructor":"y"}}');
    assert.deepEqual(
      back["mapString"],
      new Map([
        ["__proto__", "x"],
        ["constructor", "y"],
      ]),
    );
    refuses("JSON_FIELD_UNKNOWN", "__proto__", JSON.parse('{"__proto__": 1}') as JsonValue);
    refuses("JSON_FIELD_UNKNOWN", "constructor", { constructor: 1 });
  });

  test("text, indented", () => {
    const message = Everything.create({ plainInt32: 1 });
    assert.equal(toJsonString(Everything, message), '{"plainInt32":1}');
    assert.equal(toJsonString(Everything, message, { indent: 2 }), '{\n  "plainInt32": 1\n}');
  });

  test("values without JSON form tell their path", () => {
    const fails = (init: DynamicMessage, code: JsonErrorCode, path: string): void => {
      assert.throws(() => toJson(Everything, init), { code, path });
    };
    const outer = (inner: DynamicMessage): DynamicMessage => ({ self: { selves: [{}, inner] } });
    fails(
      outer({ wktTimestamp: { seconds: 2n ** 60n, nanos: 0 } }),
      "JSON_TIMESTAMP",
      "self.selves[1].wktTimestamp",
    );
    fails(
      outer({ wktDuration: { seconds: 1n, nanos: -1 } }),
      "JSON_DURATION",
      "self.selves[1].wktDuration",
    );
    fails({ wktFieldmask: { paths: ["fooBar"] } }, "JSON_FIELD_MASK", "wktFieldmask");
    fails({ wktValue: { kind: { case: undefined } } }, "JSON_VALUE", "wktValue");
    fails(
      { wktValue: { kind: { case: "numberValue", value: Number.NaN } } },
      "JSON_VALUE",
      "wktValue",
    );
    fails({ wktAny: { typeUrl: "x/no.Such", value: new Uint8Array(0) } }, "JSON_ANY", "wktAny");
    assert.deepEqual(
      toJson(
        Everything,
        { ...Everything.create(), wktAny: { typeUrl: "x/no.Such", value: new Uint8Array([1, 2]) } },
        { registry, unknownAny: "base64" },
      ),
      { wktAny: { "@type": "x/no.Such", "@value": "AQI=" } },
    );
    fails({ plainInt32: "x" }, "JSON_TYPE", "plainInt32");
    const cycle: DynamicMessage = {};
    cycle["self"] = cycle;
    assert.throws(() => toJson(Everything, cycle), { code: "JSON_DEPTH" });
  });
});

describe("fromJson", () => {
  test("numbers in every spelling", () => {
    const message = parse({
      plainInt32: "1e2",
      plainUint32: 4294967295,
      plainInt64: "-9223372036854775808",
      plainUint64: 1e3,
      plainFixed64: "1.0",
      plainDouble: "0.5",
      plainFloat: "Infinity",
      asText: 7,
      plainSint32: -0,
    });
    assert.equal(message["plainInt32"], 100);
    assert.equal(message["plainUint32"], 4294967295);
    assert.equal(message["plainInt64"], -(2n ** 63n));
    assert.equal(message["plainUint64"], 1000n);
    assert.equal(message["plainFixed64"], 1n);
    assert.equal(message["plainDouble"], 0.5);
    assert.equal(message["plainFloat"], Number.POSITIVE_INFINITY);
    assert.equal(message["asText"], "7");
    assert.ok(Object.is(message["plainSint32"], 0));
  });

  test("numbers that are none, or of another type", () => {
    const bad: [string, JsonValue[]][] = [
      [
        "plainInt32",
        [1.5, 2147483648, "x", "", " 1", "1 ", "+1", "0x10", "01", "1e400", true, [], {}],
      ],
      ["plainUint32", [-1, 4294967296]],
      ["plainInt64", [0.5, "9223372036854775808", "1e30", "0x1", "--1"]],
      ["plainUint64", [-1, "18446744073709551616"]],
      ["plainDouble", ["1e400", "nan", "inf", "", Number.POSITIVE_INFINITY]],
      ["plainFloat", [3.5e38, "-3.5e38"]],
      ["plainBool", ["true", 0, 1]],
      ["plainString", [1, true, {}, "\ud800", "a\udc00b"]],
      ["plainBytes", ["*", "a", 1, "====", "YQ=", [1]]],
    ];
    for (const [name, values] of bad) {
      for (const value of values) {
        assert.throws(
          () => parse({ [name]: value }),
          JsonError,
          `${name}: ${JSON.stringify(value)}`,
        );
      }
    }
  });

  test("base64 of both alphabets, with or without padding", () => {
    for (const text of ["-_-_", "+/+/", "-/-_"]) {
      assert.deepEqual(
        parse({ plainBytes: text })["plainBytes"],
        Uint8Array.of(0xfb, 0xff, 0xbf),
        text,
      );
    }
    assert.deepEqual(parse({ plainBytes: "YQ" })["plainBytes"], Uint8Array.of(97));
    assert.deepEqual(parse({ plainBytes: "YQ==" })["plainBytes"], Uint8Array.of(97));
    assert.deepEqual(parse({ plainBytes: "YWI=" })["plainBytes"], Uint8Array.of(97, 98));
  });

  test("names from JSON and from the .proto file, but not both", () => {
    assert.equal(parse({ plain_int32: 5 })["plainInt32"], 5);
    assert.equal(parse({ "other-name": "x" })["renamed"], "x");
    assert.equal(parse({ renamed: "x" })["renamed"], "x");
    refuses("JSON_FIELD_TWICE", "plain_int32", { plainInt32: 1, plain_int32: 1 });
  });

  test("null stands for absent, save where it is a value", () => {
    const message = parse({
      plainInt32: null,
      manyInt32: null,
      mapString: null,
      self: null,
      wktStruct: null,
      chosenInt32: null,
    });
    assert.deepEqual(message, Everything.create());
    assert.deepEqual(parse({ wktValue: null })["wktValue"], {
      kind: { case: "nullValue", value: 0 },
    });
    assert.deepEqual(parse({ nullValue: null })["choice"], { case: "nullValue", value: 0 });
    assert.deepEqual(echo({ listValue: [null], wktListvalue: [null, 1] }), {
      listValue: [null],
      wktListvalue: [null, 1],
    });
    refuses("JSON_NULL", "manyInt32[1]", { manyInt32: [1, null] });
    refuses("JSON_NULL", "mapString.a", { mapString: { a: null } });
    refuses("JSON_NULL", "listStringvalue[0]", { listStringvalue: [null] });
  });

  test("oneofs hold one", () => {
    assert.deepEqual(parse({ chosenInt32: 0 })["choice"], { case: "chosenInt32", value: 0 });
    refuses("JSON_ONEOF_TWICE", "chosenString", { chosenInt32: 0, chosenString: "" });
    assert.deepEqual(parse({ chosenInt32: 0, chosenString: null })["choice"], {
      case: "chosenInt32",
      value: 0,
    });
  });

  test("enums by name and number; unknown ones", () => {
    assert.equal(parse({ color: "COLOR_BLUE" })["color"], -7);
    assert.equal(parse({ color: 99 })["color"], 99);
    refuses("JSON_ENUM_VALUE", "color", { color: "PURPLE" });
    refuses("JSON_NUMBER_RANGE", "color", { color: 1.5 });
    refuses("JSON_TYPE", "color", { color: true });
    const ignoring = { ignoreUnknownFields: true };
    assert.deepEqual(
      echo(
        {
          color: "PURPLE",
          colors: ["PURPLE", "COLOR_RED"],
          mapEnum: { 1: "PURPLE", 2: 1 },
          chosenColor: "PURPLE",
          nope: { a: 1 },
        },
        ignoring,
      ),
      { colors: ["COLOR_RED"], mapEnum: { 2: "COLOR_RED" } },
    );
    const Old = dynamicType(ours("test.old.Old"));
    assert.throws(() => fromJson(Old, { must: 1, color: 99 }), { code: "JSON_ENUM_VALUE" });
  });

  test("map keys", () => {
    const json = {
      mapInt32: { "-1": "a" },
      mapInt64: { "9223372036854775807": "b" },
      mapBool: { false: "c" },
    };
    assert.deepEqual(echo(json), json);
    refuses("JSON_TYPE", "mapInt32.x", { mapInt32: { x: "" } });
    refuses("JSON_TYPE", 'mapBool["1"]', { mapBool: { 1: "" } });
    refuses("JSON_MAP_KEY", 'mapInt32["1e0"]', { mapInt32: { 1: "a", "1e0": "b" } });
  });

  test("errors tell where", () => {
    refuses("JSON_FIELD_UNKNOWN", "self.nope", { self: { nope: 1 } });
    refuses("JSON_NUMBER_RANGE", "self.manyInt32[2]", { self: { manyInt32: [0, 1, 2 ** 40] } });
    refuses("JSON_TYPE", 'mapMessage["a b"].plainString', {
      mapMessage: { "a b": { plainString: 5 } },
    });
    refuses("JSON_TYPE", "self", { self: [] });
    refuses("JSON_TYPE", "manyInt32", { manyInt32: {} });
    refuses("JSON_TYPE", "mapString", { mapString: [] });
    refuses("JSON_TYPE", "", []);
    assert.throws(() => fromJsonString(Everything, "{"), { code: "JSON_SYNTAX", path: "" });
    assert.throws(() => parse({ nope: 1 }), /nope: test\.Everything has no such field; it has /);
  });

  test("one name twice in text is an error, escaped or nested too; equal strings are not", () => {
    for (const text of [
      '{"plainInt32": 1, "plainInt32": 1}',
      '{"plainInt32": 1, "plain\\u0049nt32": 1}',
      '{"mapString": {"a:{": "", "b": "a:{", "a:{": ""}}',
      '{"listStruct": [{"a": []}, {"a": {"b": [1, {}]}, "c": "\\"", "a": 1}]}',
    ]) {
      assert.throws(() => fromJsonString(Everything, text), { code: "JSON_NAME_TWICE" }, text);
    }
    const fine =
      '{"manyString": ["a", "a", "b:c"], "selves": [{"plainString": "plainString"}, {"plainString": "x\\\\"}]}';
    assert.deepEqual(fromJsonString(Everything, fine)["manyString"], ["a", "a", "b:c"]);
  });

  test("depth is bounded", () => {
    let json: JsonValue = {};
    for (let i = 0; i < 5_000; i++) json = { self: json };
    assert.throws(() => parse(json), { code: "JSON_DEPTH" });
    let list: JsonValue = [];
    for (let i = 0; i < 5_000; i++) list = [list];
    assert.throws(() => parse({ wktValue: list }), { code: "JSON_DEPTH" });
  });
});
