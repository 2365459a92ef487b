import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runInNewContext } from "node:vm";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import { ourRegistry, ours } from "../dynamic/testdata/everything.ts";
import { fromJson } from "../json/from-json.ts";
import type { JsonObject, JsonValue } from "../json/json-value.ts";
import { anyIs, anyTypeName, packAny, unpackAny } from "./any.ts";
import { unpackAnyFrom } from "./any-registry.ts";
import { durationFromMs, durationToMs } from "./duration.ts";
import { StringValue } from "./gen/google/protobuf/wrappers.ts";
import { structFromObject, structToObject, valueFromJson, valueToJson } from "./struct.ts";
import { timestampFromDate, timestampNow, timestampToDate } from "./timestamp.ts";
import { boxValue, unboxValue } from "./wrappers.ts";

describe("Timestamp and Date", () => {
  test("there and back, before 1970 too", () => {
    for (const timeMs of [0, 1, 999, -1, -1000, -1001, 1_700_000_000_123, -62_135_596_800_000]) {
      const timestamp = timestampFromDate(new Date(timeMs));
      assert.ok(timestamp.nanos >= 0 && timestamp.nanos < 1_000_000_000);
      assert.equal(timestampToDate(timestamp).getTime(), timeMs);
    }
    assert.deepEqual(timestampFromDate(new Date(-1)), { seconds: -1n, nanos: 999_000_000 });
    assert.equal(timestampToDate({ seconds: 1n, nanos: 999_999_999 }).getTime(), 1999);
    assert.ok(Math.abs(timestampToDate(timestampNow()).getTime() - Date.now()) < 5000);
  });

  test("dates without one", () => {
    assert.throws(() => timestampFromDate(new Date(Number.NaN)), /invalid Date/);
    assert.throws(() => timestampFromDate(new Date(8.64e15)), {
      code: "WKT_TIMESTAMP_RANGE",
      message: /years go from/,
    });
  });

  test("Timestamps without a Date", () => {
    assert.equal(timestampToDate({ seconds: 8_640_000_000_000n, nanos: 0 }).getTime(), 8.64e15);
    for (const seconds of [8_640_000_000_001n, -8_640_000_000_001n, 2n ** 63n - 1n]) {
      assert.throws(() => timestampToDate({ seconds, nanos: 0 }), {
        name: "WellKnownError",
        code: "WKT_TIMESTAMP_RANGE",
        message: /has no Date/,
      });
    }
  });
});

describe("Duration and milliseconds", () => {
  test("there and back, fractions and signs", () => {
    for (const ms of [0, 1, -1, 1500, -1500, 0.25, -0.25, 999.999999, 315_576_000_000_000]) {
      const duration = durationFromMs(ms);
      assert.ok(duration.nanos === 0 || Math.sign(duration.nanos) === Math.sign(ms));
      assert.equal(durationToMs(duration), ms);
    }
    assert.deepEqual(durationFromMs(-1500), { seconds: -1n, nanos: -500_000_000 });
    assert.deepEqual(durationFromMs(999.9999999), { seconds: 1n, nanos: 0 });
    assert.deepEqual(durationFromMs(-0), { seconds: 0n, nanos: 0 });
    assert.throws(() => durationFromMs(Number.NaN), { code: "WKT_DURATION_RANGE" });
    assert.throws(() => durationFromMs(1e18), { code: "WKT_DURATION_RANGE" });
  });
});

describe("Struct and plain objects", () => {
  const object = { a: 1, b: [true, null, "x", { c: [] }], d: {} };

  test("there and back", () => {
    assert.deepEqual(structToObject(structFromObject(object)), object);
    assert.equal(valueToJson(valueFromJson(null)), null);
    assert.equal(valueToJson({ kind: { case: undefined } }), null);
  });

  test("the same as from JSON", () => {
    const Struct = dynamicType(ours("google.protobuf.Struct"));
    assert.deepEqual(
      Struct.decode(Struct.encode({ ...structFromObject(object) })),
      fromJson(Struct, object),
    );
  });

  test("hostile names, and what JSON has not", () => {
    const hostile = JSON.parse('{"__proto__": {"x": 1}}') as JsonObject;
    const back = structToObject(structFromObject(hostile));
    assert.deepEqual(Object.keys(back), ["__proto__"]);
    assert.equal(Object.getPrototypeOf(back), Object.prototype);
    assert.throws(() => structFromObject({ a: Number.NaN }), { code: "WKT_STRUCT_VALUE" });
    assert.throws(() => structFromObject({ a: undefined } as unknown as JsonObject), {
      code: "WKT_STRUCT_VALUE",
    });
    // A hole is undefined, and no element that is not there.
    const holed: JsonValue[] = [1];
    holed[2] = 3;
    assert.throws(() => structFromObject({ a: holed }), {
      code: "WKT_STRUCT_VALUE",
      message: /type undefined/,
    });
    const cycle: JsonObject = {};
    cycle["self"] = cycle;
    assert.throws(() => structFromObject(cycle), { code: "WKT_STRUCT_DEPTH" });
  });

  test("objects of a class are refused, plain ones of anywhere are not", () => {
    for (const value of [new Date(0), new Map([["a", 1]]), Uint8Array.of(1), /x/]) {
      const json = value as unknown as JsonObject;
      for (const made of [() => structFromObject(json), () => valueFromJson([json])]) {
        assert.throws(made, { code: "WKT_STRUCT_VALUE", message: /object of a class/ });
      }
    }
    const foreign = runInNewContext("({ a: { b: [1] } })") as JsonObject;
    assert.equal(structFromObject(foreign).fields.size, 1);
    const bare = Object.assign(Object.create(null), { a: 1 }) as JsonObject;
    assert.deepEqual(structToObject(structFromObject(bare)), { a: 1 });
  });

  test("as deep as the JSON form goes, and no deeper", () => {
    const Struct = dynamicType(ours("google.protobuf.Struct"));
    const nested = (levels: number): JsonObject => {
      let object: JsonObject = { end: true };
      for (let level = 1; level < levels; level++) object = { a: object };
      return object;
    };
    assert.throws(() => fromJson(Struct, nested(51)), { code: "JSON_DEPTH" });
    const deepest = nested(50);
    const struct = fromJson(Struct, deepest) as unknown as ReturnType<typeof structFromObject>;
    assert.deepEqual(structToObject(struct), deepest);

    let value = valueFromJson(null);
    for (let level = 0; level < 20_000; level++) {
      value = { kind: { case: "listValue", value: { values: [value] } } };
    }
    assert.throws(() => valueToJson(value), { code: "WKT_STRUCT_DEPTH" });
    assert.throws(() => structToObject({ fields: new Map([["a", value]]) }), {
      code: "WKT_STRUCT_DEPTH",
    });
  });
});

describe("Any", () => {
  const Everything = dynamicType(ours("test.Everything"));
  const Empty = dynamicType(ours("google.protobuf.Empty"));

  test("packs and unpacks what it is of", () => {
    const any = packAny(Everything, { plainInt32: 5 });
    assert.equal(any.typeUrl, "type.googleapis.com/test.Everything");
    assert.equal(anyTypeName(any), "test.Everything");
    assert.equal(unpackAny(any, Everything)?.["plainInt32"], 5);
    assert.equal(unpackAny(any, Empty), undefined);
    assert.equal(anyIs({ typeUrl: "", value: new Uint8Array(0) }, Empty), false);
    assert.throws(() => unpackAny({ ...any, value: Uint8Array.of(255) }, Everything), {
      name: "DecodeError",
    });
  });
});

describe("Any and a registry", () => {
  const Everything = dynamicType(ours("test.Everything"));

  test("unpacks whatever the registry has", () => {
    const any = packAny(Everything, { plainInt32: 5 });
    const found = unpackAnyFrom(ourRegistry, any);
    assert.equal(found?.type, Everything);
    assert.deepEqual(found?.message, Everything.create({ plainInt32: 5 }));
    assert.equal(unpackAnyFrom(ourRegistry, { ...any, typeUrl: "x/test.Nothing" }), undefined);
    assert.equal(unpackAnyFrom(ourRegistry, { typeUrl: "", value: new Uint8Array(0) }), undefined);
    assert.throws(() => unpackAnyFrom(ourRegistry, { ...any, value: Uint8Array.of(255) }), {
      name: "DecodeError",
    });
  });
});

describe("wrappers", () => {
  test("box and unbox, absence included", () => {
    const boxed: StringValue = boxValue("a");
    assert.deepEqual(StringValue.decode(StringValue.encode(boxed)), { value: "a" });
    assert.equal(unboxValue(boxed), "a");
    const absent: StringValue | undefined = boxValue(undefined as string | undefined);
    assert.equal(absent, undefined);
    assert.equal(unboxValue(absent), undefined);
    assert.deepEqual(boxValue(0n), { value: 0n });
  });
});
