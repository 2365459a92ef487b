// ProtoJSON by generated code does what ProtoJSON by descriptors does.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect, isDeepStrictEqual } from "node:util";
import {
  createRegistry,
  descriptorOf,
  fromJson,
  fromJsonString,
  JsonError,
  type JsonObject,
  type JsonType,
  type JsonValue,
  type MessageDescriptor,
  type MessageType,
  type ParseJsonOptions,
  type PrintJsonOptions,
  setExtension,
  toJson,
  toJsonString,
} from "@tramline/protobuf";
import { Everything, EverythingJson } from "./testdata/gen/everything.ts";
import { nickname, scores, User, UserJson } from "./testdata/gen/extended.ts";
import { Forms, FormsJson, FormsJson$, FormsJsonJson } from "./testdata/gen/forms.ts";
import { class$, class$Json, Outer, OuterJson } from "./testdata/gen/odd/odd-names.ts";
import { Both, BothJson, Old, OldJson } from "./testdata/gen/old.ts";
import { Other, OtherJson } from "./testdata/gen/other.ts";
import { type Below, randomInit, seeded } from "./testdata/random-init.ts";

const registry = createRegistry(Everything, Forms, User, Old);

interface Pair {
  readonly type: MessageType<object>;
  readonly json: JsonType<object>;
}

function pair<T extends object>(type: MessageType<T>, json: JsonType<T>): Pair {
  // Messages go in and out of both, and are looked into by neither this test nor the types.
  return { type, json } as unknown as Pair;
}

const pairs = [
  pair(Everything, EverythingJson),
  pair(Forms, FormsJson$),
  pair(Old, OldJson),
  pair(Both, BothJson),
  pair(Other, OtherJson),
  pair(class$, class$Json),
  pair(Outer, OuterJson),
  pair(User, UserJson),
];

/** What a function returns or throws. */
function outcome(run: () => unknown): unknown {
  try {
    return { returned: run() };
  } catch (error) {
    if (!(error instanceof JsonError)) return { thrown: error };
    return { code: error.code, path: error.path, message: error.message };
  }
}

/** A text that is the same for texts with the same names in another order, as `"1"` has in an object. */
function sorted(text: string): string {
  return `${text.length} ${JSON.stringify(JSON.parse(text))}`;
}

function pick<T>(below: Below, values: readonly T[]): T {
  return values[below(values.length)] as T;
}

function printOptions(below: Below): PrintJsonOptions {
  return {
    registry: below(4) === 0 ? undefined : registry,
    alwaysEmitImplicit: below(3) === 0,
    enumAsInteger: below(3) === 0,
    useProtoFieldName: below(3) === 0,
    unknownAny: pick(below, ["error", "base64", undefined]),
  };
}

function parseOptions(below: Below): ParseJsonOptions {
  return {
    registry: below(4) === 0 ? undefined : registry,
    ignoreUnknownFields: below(2) === 0,
  };
}

/** What to put in a value's place, more or less wrong. */
const strange: readonly JsonValue[] = [
  ...[null, true, 0, -0, -1, 1.5, 2 ** 31, 2 ** 32, 2 ** 53, 1e30, 1e300, [], {}, [null], [[]]],
  ...["", "0", "-1", "1e2", "x", "NaN", "-Infinity", "YQ==", "*", "true", "COLOR_RED", "\ud800"],
  ...["2026-01-31T12:00:00Z", "1.5s", "a,bC", "18446744073709551616", "MODE_FAST", "NULL_VALUE"],
  { "@type": "x/test.other.Other", name: "x", nope: 1 },
  { "@type": "x/google.protobuf.Duration", value: "1s" },
  { "@type": "x/no.Such" },
  { value: 1 },
];

/** A copy of a JSON value in which one thing, somewhere, is another. */
function mutate(json: JsonValue, below: Below, type: MessageDescriptor): JsonValue {
  if (below(6) === 0) return pick(below, strange);
  if (Array.isArray(json)) {
    if (json.length === 0 || below(8) === 0) return [...json, pick(below, strange)];
    const at = below(json.length);
    return json.map((element, index) => (index === at ? mutate(element, below, type) : element));
  }
  if (typeof json !== "object" || json === null) return pick(below, strange);
  const entries = Object.entries(json);
  if (entries.length === 0 || below(4) === 0) {
    const field = pick(below, type.fields);
    const name = pick(below, [field.name, field.jsonName, "nope", "__proto__", "[x.y]", "1", "01"]);
    const at = below(entries.length + 1);
    entries.splice(at, 0, [name, pick(below, strange)]);
  } else {
    const at = below(entries.length);
    const [name, value] = entries[at] ?? ["", null];
    const renamed =
      below(4) === 0 ? (type.fields.find((f) => f.jsonName === name)?.name ?? name) : name;
    entries[at] = [renamed, renamed === name ? mutate(value, below, type) : value];
  }
  return Object.fromEntries(entries);
}

/** assert.deepEqual, without a comparison line by line of what may be long. */
function same(actual: unknown, expected: unknown, where: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  const [left, right] = [actual, expected].map((value) =>
    inspect(value, { depth: 9, breakLength: 1e6 }),
  );
  let at = 0;
  while (at < 1e6 && left?.[at] === right?.[at]) at++;
  const shown = [left, right].map((text) => text?.slice(Math.max(at - 80, 0), at + 80));
  assert.fail(`${where}: ${shown.join("\n is not ")}`);
}

for (const { type, json } of pairs) {
  describe(type.typeName, () => {
    test("random messages are printed alike, and parsed alike", () => {
      for (let seed = 1; seed <= 40; seed++) {
        const below = seeded(seed);
        const message = type.create(randomInit(descriptorOf(type), below));
        const options = printOptions(below);
        const expected = outcome(() => toJson(type, message, options));
        same(
          outcome(() => json.toJson(message, options)),
          expected,
          `seed ${seed}`,
        );
        const text = outcome(() => sorted(toJsonString(type, message, options)));
        same(
          outcome(() => sorted(json.print(message, options))),
          text,
          `seed ${seed}`,
        );
        const indented = { ...options, indent: 2 };
        same(
          outcome(() => json.print(message, indented)),
          outcome(() => toJsonString(type, message, indented)),
          `seed ${seed}`,
        );
        if (!("returned" in (expected as object))) continue;
        const value = (expected as { returned: JsonValue }).returned;
        const parse = { ...parseOptions(below), registry };
        const parsed = outcome(() => json.fromJson(value, parse));
        // `value` of an empty oneof: there in one, absent in the other.
        const theirs = outcome(() => type.create(fromJson(type, value, parse)));
        same(parsed, theirs, `seed ${seed}`);
        // Names in the .proto file may be those of other fields in JSON.
        const isRead =
          "returned" in (parsed as object) ||
          options.unknownAny === "base64" ||
          options.useProtoFieldName === true;
        assert.ok(isRead, `seed ${seed}: ${inspect(parsed)}`);
        const printed = JSON.stringify(value);
        same(
          outcome(() => json.parse(printed, parse)),
          outcome(() => type.create(fromJsonString(type, printed, parse))),
          `seed ${seed}`,
        );
      }
    });

    test("damaged JSON gives the same messages, or the same errors", () => {
      let errors = 0;
      for (let seed = 1; seed <= 250; seed++) {
        const below = seeded(seed);
        const init = randomInit(descriptorOf(type), seeded(seed % 50), 2);
        let value = outcome(() =>
          toJson(type, type.create(init), { registry, unknownAny: "base64" }),
        );
        value = "returned" in (value as object) ? (value as { returned: unknown }).returned : {};
        for (let i = below(3); i >= 0; i--)
          value = mutate(value as JsonValue, below, descriptorOf(type));
        const options = parseOptions(below);
        const theirs = outcome(() => type.create(fromJson(type, value as JsonValue, options)));
        const where = `seed ${seed}: ${JSON.stringify(value)}`;
        same(
          outcome(() => json.fromJson(value as JsonValue, options)),
          theirs,
          where,
        );
        if (!("returned" in (theirs as object))) errors++;
      }
      assert.ok(errors > 30, `${errors} of 250 were refused`);
    });

    test("damaged text gives the same messages, or the same errors", () => {
      for (let seed = 1; seed <= 100; seed++) {
        const below = seeded(seed);
        const init = randomInit(descriptorOf(type), seeded(seed % 50), 2);
        const printed = outcome(() => toJsonString(type, type.create(init), { registry }));
        if (!("returned" in (printed as object))) continue;
        let text = (printed as { returned: string }).returned;
        const at = below(text.length);
        const piece = text.slice(at, at + below(30));
        text =
          text.slice(0, at) + pick(below, [piece, '"', ",", " ", "\\", '"a":1,']) + text.slice(at);
        const options = parseOptions(below);
        same(
          outcome(() => json.parse(text, options)),
          outcome(() => type.create(fromJsonString(type, text, options))),
          `seed ${seed}: ${text}`,
        );
      }
    });
  });
}

describe("generated JSON", () => {
  test("a field under both of its names is refused, whichever comes first", () => {
    for (const value of [
      { maybeInt32: 1, maybe_int32: 2 },
      { maybe_int32: 1, maybeInt32: 2 },
      { maybe_int32: 1, oneString: "x", maybeInt32: "no number" },
    ]) {
      assert.deepEqual(
        outcome(() => EverythingJson.fromJson(value)),
        outcome(() => fromJson(Everything, value)),
      );
      assert.throws(() => EverythingJson.fromJson(value), { code: "JSON_FIELD_TWICE" });
    }
  });

  test("a name twice in text is found wherever it stands", () => {
    const options = { registry, ignoreUnknownFields: true };
    for (const text of [
      '{"oneInt32": 1, "oneInt32": 1}',
      '{"oneInt32": 1, "one\\u0049nt32": 1}',
      '{"mapString": {"a:{": "", "b": "a:{", "a:{": ""}}',
      '{"nope": [{"a": {"b": 1, "b": 2}}]}',
      '{"child": {"oneString": "\\\\", "oneString": ""}}',
      `{"oneString": "${'\\\\\\"'.repeat(20)}", "oneInt32": 1, "oneInt32": 1}`,
    ]) {
      const error = { name: "JsonError", code: "JSON_NAME_TWICE" };
      assert.throws(() => EverythingJson.parse(text, options), error, text);
    }
    for (const text of [
      `{"oneString": "${'\\\\\\"a\\":'.repeat(20)}", "oneInt32": 1}`,
      '{ "manyString" : ["a:", "\\"", "b\\\\"] , "mapString":{"a":"a"},"nope":{"a":[{"b":1}]} }',
    ]) {
      assert.deepEqual(
        EverythingJson.parse(text, options),
        Everything.create(fromJsonString(Everything, text, options)),
      );
    }
    const any = '{"any": {"@type": "x/test.other.Other", "name": "a", "name": "b"}}';
    assert.throws(() => FormsJson$.parse(any, options), { code: "JSON_NAME_TWICE" });
  });

  test("depth is bounded, and counted alike", () => {
    const nested = (levels: number): JsonObject => {
      let value: JsonObject = {};
      for (let i = 0; i < levels; i++) value = { child: value };
      return value;
    };
    for (const levels of [98, 99, 100, 101, 3000]) {
      const value = nested(levels);
      const theirs = outcome(() => Everything.create(fromJson(Everything, value)));
      assert.deepEqual(
        outcome(() => EverythingJson.fromJson(value)),
        theirs,
        String(levels),
      );
    }
    let list: JsonValue = [];
    for (let i = 0; i < 48; i++) list = [list];
    assert.deepEqual(FormsJson$.toJson(FormsJson$.fromJson({ value: list })), { value: list });
    for (const deeper of [[list], [[list]]]) {
      assert.deepEqual(
        outcome(() => FormsJson$.fromJson({ value: deeper })),
        outcome(() => Forms.create(fromJson(Forms, { value: deeper }))),
      );
    }
    const cycle = Everything.create();
    cycle.child = cycle;
    assert.throws(() => EverythingJson.print(cycle), { code: "JSON_DEPTH" });
    assert.throws(() => EverythingJson.toJson(cycle), { code: "JSON_DEPTH" });
  });

  test("what a message cannot hold is refused, with its path", () => {
    const bad: [init: Record<string, unknown>, path: string][] = [
      [{ oneInt32: "x" }, "oneInt32"],
      [{ oneString: 5 }, "oneString"],
      [{ oneInt64: 1.5 }, "oneInt64"],
      [{ manyInt32: [1, {}] }, "manyInt32[1]"],
      [{ manyString: ["a", null] }, "manyString[1]"],
      [{ children: [Everything.create(), 7] }, "children[1]"],
      [{ mapString: new Map([["a b", 1]]) }, 'mapString["a b"]'],
      [{ mapInt32: new Map([[1.5, 1]]) }, "mapInt32"],
      [{ mapString: { a: "b" } }, "mapString"],
      [{ manyBool: "abc" }, "manyBool"],
      [{ at: { seconds: 2n ** 60n, nanos: 0 } }, "at"],
      [{ choice: { case: "pickBool", value: 1 } }, "pickBool"],
      [{ color: "COLOR_RED" }, "color"],
    ];
    for (const [init, path] of bad) {
      const inner = { ...Everything.create(), ...init };
      const message = { ...Everything.create(), children: [Everything.create(), inner] };
      for (const alwaysEmitImplicit of [false, true]) {
        const theirs = outcome(() => toJson(Everything, message, { alwaysEmitImplicit }));
        for (const print of [EverythingJson.toJson, EverythingJson.print]) {
          const ours = outcome(() => print.call(EverythingJson, message, { alwaysEmitImplicit }));
          assert.deepEqual(ours, theirs);
          assert.equal((ours as { path: string }).path, `children[1].${path}`);
        }
      }
    }
    assert.deepEqual(
      outcome(() => EverythingJson.print(null as unknown as Everything)),
      outcome(() => toJson(Everything, null as unknown as Everything)),
    );
  });

  test("extensions have a JSON form with a registry", () => {
    const user = User.create({ name: "a" });
    setExtension(user, nickname, 'n "quoted"');
    setExtension(user, scores, [1, -2]);
    const friend = User.create();
    setExtension(friend, nickname, "inner");
    const value = {
      name: "a",
      "[test.extended.nickname]": 'n "quoted"',
      "[test.extended.scores]": [1, -2],
    };
    assert.deepEqual(UserJson.toJson(user, { registry }), value);
    assert.deepEqual(JSON.parse(UserJson.print(user, { registry })), value);
    assert.deepEqual(UserJson.toJson(user), { name: "a" });
    assert.deepEqual(UserJson.fromJson(value, { registry }), user);
    assert.throws(() => UserJson.fromJson(value), {
      code: "JSON_FIELD_UNKNOWN",
      path: '["[test.extended.nickname]"]',
    });
    const wrong = { "[test.extended.friend]": { name: "x", "[test.extended.scores]": [1, "y"] } };
    assert.throws(() => UserJson.fromJson(wrong, { registry }), {
      code: "JSON_TYPE",
      path: '["[test.extended.friend]"]["[test.extended.scores]"][1]',
    });
  });

  test("hostile names are names", () => {
    const text =
      '{"other-name":"a","a=b":"b","say \\"x\\"\\\\\\n*/":1,"__proto__":2,"constructor":["c"],' +
      '"second_name":3,"third":4}';
    const forms = FormsJson$.parse(text);
    assert.equal(Object.getPrototypeOf(forms), Object.prototype);
    assert.equal(FormsJson$.print(forms), text);
    const value = FormsJson$.toJson(forms) as JsonObject;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.equal(JSON.stringify(value), text);
    const named = FormsJson$.print(forms, { useProtoFieldName: true });
    assert.equal(named, toJsonString(Forms, forms, { useProtoFieldName: true }));
    assert.deepEqual(FormsJson$.parse('{"first_name": 5, "third": 6}').firstName, 5);
    assert.deepEqual(
      FormsJsonJson.parse('{"json": {"a": 1}}'),
      FormsJson.create({ json: { a: 1 } }),
    );
    const before = Object.getOwnPropertyNames(Object.prototype);
    assert.throws(() => EverythingJson.parse('{"__proto__": {"x": 1}}'), {
      code: "JSON_FIELD_UNKNOWN",
      path: "__proto__",
    });
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), before);
  });

  test("what Object.prototype was made to have is no field", () => {
    const prototype = Object.prototype as Record<string, unknown>;
    prototype["oneString"] = "injected";
    prototype["nope"] = "injected";
    try {
      assert.equal(EverythingJson.fromJson({}).oneString, "");
      assert.equal(EverythingJson.parse('{"mapString": {}}').mapString.size, 0);
    } finally {
      delete prototype["oneString"];
      delete prototype["nope"];
    }
  });
});
