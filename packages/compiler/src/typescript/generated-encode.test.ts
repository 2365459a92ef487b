import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Everything, Everything_Inner } from "./testdata/gen/everything.ts";
import { Mode, Old } from "./testdata/gen/old.ts";

describe("encode", () => {
  test("maps as plain objects", () => {
    const { mapString, mapInt32, mapInt64, mapBool } = Everything.decode(
      Everything.encode({
        mapString: { a: "b" },
        mapInt32: { "-7": 1 },
        mapInt64: { "9007199254740993": 2n },
        mapBool: { true: false },
      }),
    );
    assert.deepEqual(mapString, new Map([["a", "b"]]));
    assert.deepEqual(mapInt32, new Map([[-7, 1]]));
    assert.deepEqual(mapInt64, new Map([[9007199254740993n, 2n]]));
    assert.deepEqual(mapBool, new Map([[true, false]]));
  });

  test("values that a type cannot hold are refused", () => {
    const refused = (init: object, message: RegExp) =>
      assert.throws(() => Everything.encode(init), { name: "EncodeError", message });
    refused({ oneInt32: 1.5 }, /expected int32, got 1\.5/);
    refused({ oneInt32: 2 ** 31 }, /int32/);
    refused({ oneInt32: Number.NaN }, /NaN/);
    refused({ oneUint32: -1 }, /expected uint32, got -1/);
    refused({ oneInt64: 2n ** 63n }, /int64/);
    refused({ oneUint64: -1n }, /uint64/);
    refused({ oneInt64: 5 }, /expected int64 \(bigint\), got number; use BigInt\(value\)$/);
    refused({ oneString: 5 }, /expected string, got number$/);
    refused({ maybeString: null }, /expected string, got null; leave the field out/);
    refused({ oneBytes: "abc" }, /expected bytes \(Uint8Array\), got string; use new TextEncoder/);
    refused({ manyInt32: ["1"] }, /expected int32 \(number\), got string$/);
    refused({ mapInt32: { x: 1 } }, /invalid key of the map: expected an integer, got "x"/);
    refused(
      { choice: { case: "pickNothing", value: 1 } },
      /choice: unknown case "pickNothing" of the oneof/,
    );
    refused({ asNumber: 0.5 }, /expected a safe integer or the digits of one, got 0\.5/);
  });

  test("an error names the place of the value, whatever form it was given in", () => {
    const said = (init: object, message: string) =>
      assert.throws(() => Everything.encode(init), {
        name: "EncodeError",
        message: `invalid value for test.everything.Everything.${message}`,
      });
    const notText = "expected string, got number";
    said({ children: [{}, { inner: { text: 5 } }] }, `children[1].inner.text: ${notText}`);
    said({ children: [Object.freeze({ oneString: 5 })] }, `children[0].oneString: ${notText}`);
    said({ manyString: Object.freeze(["a", 5]) }, `manyString[1]: ${notText}`);
    said({ looseInt32: [1, 0.5] }, "looseInt32[1]: expected int32, got 0.5");
    said({ manyInt32: [1, 0.5] }, "manyInt32[1]: expected int32, got 0.5");
    said(
      { manyAsNumber: [1, 0.5] },
      "manyAsNumber[1]: expected a safe integer or the digits of one, got 0.5",
    );
    said({ mapString: { a: "b", c: 5, d: "e" } }, `mapString["c"]: ${notText}`);
    said(
      {
        mapString: new Map<string, unknown>([
          ["a", "b"],
          ["c", 5],
        ]),
      },
      `mapString["c"]: ${notText}`,
    );
    said(
      { mapInt32: { x: 1 } },
      'mapInt32["x"]: invalid key of the map: expected an integer, got "x"',
    );
    said({ mapMessage: { a: { oneString: 5 } } }, `mapMessage["a"].oneString: ${notText}`);
    said({ choice: { case: "pickString", value: 5 } }, `choice.pickString: ${notText}`);
    said({ children: [{}, null] }, "children[1]: expected an object, got null");
    said({ children: 5 }, "children: expected an array, got number");
    const failing = {
      get oneString(): string {
        throw new Error("the disk is full");
      },
    };
    said({ child: failing }, "child.oneString: the disk is full");
  });

  test("a value that is not a message is refused where one belongs", () => {
    const said = (init: object, message: string) =>
      assert.throws(() => Everything.encode(init), {
        name: "EncodeError",
        code: "PB_ENCODE_TYPE",
        message: `invalid value for test.everything.Everything.${message}`,
      });
    const wanted = "expected Everything message, got";
    for (const [value, kind] of [
      [new Date(0), "Date"],
      [5, "number"],
      [new Map([["text", "a"]]), "Map"],
      [Promise.resolve({}), "Promise; await it"],
    ] as const) {
      said({ child: value }, `child: ${wanted} ${kind}`);
      said({ children: [{}, value] }, `children[1]: ${wanted} ${kind}`);
      said({ mapMessage: { a: value } }, `mapMessage["a"]: ${wanted} ${kind}`);
      const choice = { case: "pickMessage", value };
      said({ choice }, `choice.pickMessage: ${wanted} ${kind}`);
    }
    said({ inner: "text" }, "inner: expected Inner message, got string");
    said({ inner: [] }, "inner: expected Inner message, got array");
    said({ others: "text" }, "others: expected an array, got string");
    const fix = "use timestampFromDate(date)";
    said({ at: new Date(0) }, `at: expected Timestamp message, got Date; ${fix}`);
    said(
      { child: { children: [{ at: new Date(0) }] } },
      `child.children[0].at: expected Timestamp message, got Date; ${fix}`,
    );
    assert.throws(() => Old.encode({ name: "x", mode: Mode.FAST, extra: new Date(0) } as object), {
      message: "invalid value for test.old.Old.extra: expected Extra message, got Date",
    });
  });

  test("a value that looks like the default of a field without presence throws", () => {
    const said = (init: object, message: string) =>
      assert.throws(() => Everything.encode({ child: init }), {
        name: "EncodeError",
        code: "PB_ENCODE_TYPE",
        message: `invalid value for test.everything.Everything.child.${message}`,
      });
    const fix = "leave the field out or set it to undefined";
    said({ oneInt64: null }, `oneInt64: expected int64 (bigint), got null; ${fix}`);
    said({ oneFixed64: 0 }, "oneFixed64: expected fixed64 (bigint), got number; use BigInt(value)");
    said({ oneString: null }, `oneString: expected string, got null; ${fix}`);
    said({ oneString: false }, "oneString: expected string, got boolean");
    said({ oneBool: 0 }, "oneBool: expected bool (boolean), got number");
    said({ oneBytes: null }, `oneBytes: expected bytes (Uint8Array), got null; ${fix}`);
    const bytes = "oneBytes: expected bytes (Uint8Array), got";
    said({ oneBytes: [] }, `${bytes} array; use new Uint8Array(value)`);
    said({ oneBytes: "" }, `${bytes} string; use new TextEncoder().encode(text)`);
    said({ oneBytes: {} }, `${bytes} object`);
  });

  test("a oneof must be undefined, or have a known case and its value", () => {
    const said = (choice: unknown, message: string) =>
      assert.throws(() => Everything.encode({ child: { choice } } as object), {
        name: "EncodeError",
        code: "PB_ENCODE_TYPE",
        message: `invalid value for test.everything.Everything.child.choice${message}`,
      });
    said({ case: "pickNothing", value: 1 }, ': unknown case "pickNothing" of the oneof');
    said({ case: "pickNothing" }, ': unknown case "pickNothing" of the oneof');
    said({ case: null }, ": unknown case null of the oneof");
    said({ case: 98, value: "x" }, ": unknown case 98 of the oneof");
    said({ case: "pickString" }, ".pickString: expected string, got undefined");
    said({ case: "pickMessage" }, ".pickMessage: expected an object, got undefined");
    const missing = ": missing case of the oneof: expected { case, value }, got";
    said({}, `${missing} object`);
    said({ pickString: "x" }, `${missing} object`);
    said({ case: undefined, value: "x" }, `${missing} object`);
    said(null, `${missing} null`);
    said("pickString", `${missing} string`);
    said([], `${missing} array`);
    for (const choice of [undefined, { case: undefined }, Everything.create().choice] as const) {
      assert.equal(Everything.encode({ choice }).length, 0);
    }
  });

  test("text or a list in place of a message that has a field named like one of their methods", () => {
    const said = (child: unknown, kind: string) =>
      assert.throws(() => Everything.encode({ child } as object), {
        message: `invalid value for test.everything.Everything.child: expected an object, got ${kind}`,
      });
    said("text", "string");
    said([], "array");
  });

  test("text is not a list, and what has no length is neither a list nor bytes", () => {
    const said = (init: object, message: string) =>
      assert.throws(() => Everything.encode(init), {
        name: "EncodeError",
        message: `invalid value for test.everything.Everything.${message}`,
      });
    said({ manyString: "text" }, "manyString: expected an array, got string");
    said({ manyInt32: "" }, "manyInt32: expected an array, got string");
    said({ manyInt32: 5 }, "manyInt32: expected an array, got number");
    said({ manyDouble: new Map() }, "manyDouble: expected an array, got Map");
    said({ manyDouble: new Float64Array(1) }, "manyDouble: expected an array, got Float64Array");
    said({ manyInt32: null }, "manyInt32: expected an array, got null");
    said({ manyString: new Set(["a"]) }, "manyString: expected an array, got Set");
    said({ looseInt32: {} }, "looseInt32: expected an array, got object");
    said({ manyBytes: new Map() }, "manyBytes: expected an array, got Map");
    said({ manyAsNumber: "12" }, "manyAsNumber: expected an array, got string");
    const wanted = "oneBytes: expected bytes (Uint8Array), got";
    said({ oneBytes: new ArrayBuffer(1) }, `${wanted} ArrayBuffer; use new Uint8Array(value)`);
    said({ oneBytes: 5 }, `${wanted} number`);
  });

  test("an object that shares no property with its message type is refused", () => {
    const has = "Inner has text, deeper";
    const wanted = (name: string) =>
      `expected Inner message, got an object with the unknown property ${name}`;
    assert.throws(() => Everything.encode({ inner: { txt: "a" } } as object), {
      message: `invalid value for test.everything.Everything.inner: ${wanted("txt")}; ${has}`,
    });
    assert.throws(() => Everything_Inner.encode({ txt: "a" } as object), {
      message: `invalid test.everything.Everything.Inner message: ${wanted("txt")}; ${has}`,
    });
    // As the compiler has it: undefined is nothing, defaults are properties, all is well with one in common.
    const fine: object[] = [
      {},
      { txt: undefined },
      { text: "" },
      { text: "", txt: 5 },
      Object.create(null),
    ];
    for (const inner of fine) {
      assert.equal(Everything_Inner.encode(inner).length, 0);
      assert.equal(Everything.encode({ inner }).length, 3);
    }
    assert.equal(Everything_Inner.encode(Everything_Inner.decode(new Uint8Array())).length, 0);
  });

  test("fields that proto2 requires must have a value", () => {
    assert.throws(() => Old.encode({ name: "x" }), {
      code: "PB_ENCODE_REQUIRED_MISSING",
      message: "invalid test.old.Old message: missing required field mode of test.old.Old",
    });
  });
});
