// The errors of ProtoJSON, for each kind of value: `invalid X: expected Y, got Z`, with the place.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromJson, type JsonType, type JsonValue, type MessageType } from "@tramline/protobuf";
import { Everything, EverythingJson } from "./testdata/gen/everything.ts";
import { Forms, FormsJson$ } from "./testdata/gen/forms.ts";

type Case = readonly [json: JsonValue, text: string];

const signed32 = "-2147483648 to 2147483647";
const unsigned32 = "0 to 4294967295";
const signed64 = "-9223372036854775808 to 9223372036854775807";
const unsigned64 = "0 to 18446744073709551615";

const ranges: Readonly<Record<string, string>> = {
  int32: signed32,
  sint32: signed32,
  sfixed32: signed32,
  uint32: unsigned32,
  fixed32: unsigned32,
  int64: signed64,
  sint64: signed64,
  sfixed64: signed64,
  uint64: unsigned64,
  fixed64: unsigned64,
};

/** Everything that may be wrong with an integer, for each type. */
const integers: readonly Case[] = Object.entries(ranges).flatMap(([type, range]) => {
  const name = `one${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;
  const wrong = (json: JsonValue, wanted: string, got: string): Case => [
    { [name]: json },
    `${name}: invalid ${type}: expected ${wanted}, got ${got}`,
  ];
  return [
    wrong(12.5, "an integer", "12.5"),
    wrong("12.50", "an integer", '"12.50"'),
    wrong(Number.NaN, "an integer", "NaN"),
    wrong(true, "an integer", "true"),
    wrong([1], "an integer", "an array"),
    wrong("0x10", "an integer in JSON's notation", '"0x10"'),
    wrong("", "an integer in JSON's notation", '""'),
    wrong(1e30, range, "1e+30"),
    wrong("-1e400", range, '"-1e400"'),
    ...(range.startsWith("0") ? [wrong(-1, range, "-1"), wrong("-1", range, '"-1"')] : []),
  ];
});

const color = "test.everything.Color";

const others: readonly Case[] = [
  [
    { oneFloat: 1e39 },
    "oneFloat: invalid float: expected at most 3.4028235e38 on either side of 0, got 1e+39",
  ],
  [
    { oneDouble: "1e400" },
    'oneDouble: invalid double: expected at most 1.7976931348623157e308 on either side of 0, got "1e400"',
  ],
  [
    { oneDouble: Number.POSITIVE_INFINITY },
    "oneDouble: invalid double: expected a finite number, got Infinity",
  ],
  [
    { oneDouble: "abc" },
    'oneDouble: invalid double: expected a number in JSON\'s notation, got "abc"',
  ],
  [{ oneFloat: {} }, "oneFloat: invalid float: expected a number, got an object"],
  [{ oneBool: "true" }, 'oneBool: invalid bool: expected true or false, got "true"'],
  [{ oneBool: 1 }, "oneBool: invalid bool: expected true or false, got 1"],
  [{ oneString: 5 }, "oneString: invalid string: expected a string, got 5"],
  [
    { oneString: "\ud800" },
    "oneString: invalid string: expected Unicode, got half of a surrogate pair",
  ],
  [{ oneBytes: 5 }, "oneBytes: invalid bytes: expected base64 in a string, got 5"],
  [{ oneBytes: "*" }, 'oneBytes: invalid bytes: expected base64, got "*"'],
  [
    { color: "PURPLE" },
    `color: invalid ${color}: expected one of COLOR_UNSPECIFIED, COLOR_RED, COLOR_SCARLET, COLOR_NEGATIVE, got "PURPLE"`,
  ],
  [{ color: 1.5 }, `color: invalid ${color}: expected an integer, got 1.5`],
  [{ color: 2 ** 40 }, `color: invalid ${color}: expected ${signed32}, got 1099511627776`],
  [
    { color: true },
    `color: invalid ${color}: expected the name or the number of a value, got true`,
  ],
  [{ manyInt32: 5 }, "manyInt32: invalid list: expected an array, got 5"],
  [{ manyInt32: [1, 0.5] }, "manyInt32[1]: invalid int32: expected an integer, got 0.5"],
  [
    { manyInt32: [null] },
    "manyInt32[0]: invalid element: expected a value, got null; lists and maps hold no nulls",
  ],
  [{ mapString: [] }, "mapString: invalid map: expected an object, got an array"],
  [{ mapInt32: { "1.5": 1 } }, 'mapInt32["1.5"]: invalid int32: expected an integer, got "1.5"'],
  [{ mapBool: { yes: true } }, 'mapBool.yes: invalid bool: expected "true" or "false", got "yes"'],
  [{ child: 5 }, "child: invalid test.everything.Everything: expected an object, got 5"],
  [
    { asNumber: "9007199254740993" },
    "asNumber: invalid integer: expected one that a number holds exactly, got 9007199254740993; remove jstype = JS_NUMBER from the field",
  ],
];

const date = 'expected a string like "2026-01-31T12:00:00Z"';
const paths = 'expected a string like "name,address.zipCode"';

const wellKnown: readonly Case[] = [
  [{ timestamp: 5 }, `timestamp: invalid timestamp: ${date}, got 5`],
  [
    { timestamp: "2026-13-31T12:00:00Z" },
    `timestamp: invalid timestamp: ${date}, got "2026-13-31T12:00:00Z"`,
  ],
  [{ timestamp: { seconds: "5" } }, `timestamp: invalid timestamp: ${date}, got an object`],
  [{ duration: 1.5 }, 'duration: invalid duration: expected a string like "1.5s", got 1.5'],
  [{ duration: "1.5" }, 'duration: invalid duration: expected a string like "1.5s", got "1.5"'],
  [{ fieldMask: "a_b" }, `fieldMask: invalid field mask: ${paths}, got "a_b"`],
  [{ fieldMask: ["a"] }, `fieldMask: invalid field mask: ${paths}, got an array`],
  [{ struct: [] }, "struct: invalid map: expected an object, got an array"],
  [{ listValue: {} }, "listValue: invalid list: expected an array, got an object"],
  [{ value: Number.NaN }, "value: invalid double: expected a finite number, got NaN"],
  [{ int64Value: 0.5 }, "int64Value: invalid int64: expected an integer, got 0.5"],
  [{ boolValue: "x" }, 'boolValue: invalid bool: expected true or false, got "x"'],
  [{ any: 5 }, 'any: invalid Any: expected an object with "@type", got 5'],
  [
    { any: { "@type": 5 } },
    'any: invalid Any: expected "@type": "type.googleapis.com/full.Name", got 5',
  ],
  [
    { any: { "@type": "x/no.Such" } },
    'any: invalid Any: "no.Such" is not in the registry; pass one that has it as option `registry`',
  ],
];

function check<T>(type: MessageType<T>, codec: JsonType<T>, cases: readonly Case[]): void {
  for (const [json, message] of cases) {
    test(message, () => {
      assert.throws(() => codec.fromJson(json), { name: "JsonError", message });
      // By descriptor, the same.
      assert.throws(() => fromJson(type, json), { name: "JsonError", message });
    });
  }
}

describe("errors of ProtoJSON", () => {
  check(Everything, EverythingJson, integers);
  check(Everything, EverythingJson, others);
  check(Forms, FormsJson$, wellKnown);
});
