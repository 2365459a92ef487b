// Two versions of one contract, each reading what the other has written.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  fromJson,
  fromJsonString,
  type MessageInit,
  toJson,
  toJsonString,
} from "@tramline/protobuf";
import { pairs } from "./both.ts";
import * as newer from "./gen/new/evolution/catalog.ts";
import * as older from "./gen/old/evolution/catalog.ts";

const { Level } = newer;

for (const { name, a: Old, b: New } of pairs(older.Item, newer.Item)) {
  describe(`from the old version to the new, ${name}`, () => {
    const read = (init: MessageInit<older.Item>): newer.Item => New.decode(Old.encode(init));

    test("fields that were added have their defaults", () => {
      assert.deepEqual(read({ name: "a" }), New.create({ name: "a" }));
      assert.equal(read({}).bundle, undefined);
    });

    test("a field that was removed is an unknown one, and is passed on", () => {
      const item = read({ colour: "red" });
      assert.deepEqual(item, New.create({ $unknown: Old.encode({ colour: "red" }) }));
      assert.equal(Old.decode(New.encode(item)).colour, "red");
    });

    test("a field that was renamed keeps its number, and so its value", () => {
      assert.equal(read({ amount: 7 }).quantity, 7);
    });

    test("a field that was widened", () => {
      assert.equal(read({ stock: -5 }).stock, -5n);
    });

    test("a field that was moved into a new oneof", () => {
      assert.deepEqual(read({ byMail: "a" }).way, { case: "byMail", value: "a" });
      assert.equal(read({}).way.case, undefined);
    });

    test("a field that got another number is not read, and is passed on under its old one", () => {
      const item = read({ origin: "a" });
      assert.deepEqual(item, New.create({ $unknown: Old.encode({ origin: "a" }) }));
      assert.equal(Old.decode(New.encode({ ...item, origin: "b" })).origin, "a");
    });

    test("of fields that were moved into one oneof the last is read, and no more is passed on", () => {
      assert.deepEqual(read({ shelf: "a" }).place, { case: "shelf", value: "a" });
      const both = read({ shelf: "a", bin: { name: "b" } });
      assert.deepEqual(both.place, { case: "bin", value: newer.Part.create({ name: "b" }) });
      assert.deepEqual(Old.decode(New.encode(both)), Old.create({ bin: { name: "b" } }));
    });

    test("a field that came out of its oneof", () => {
      assert.equal(read({ only: { case: "weight", value: 3 } }).weight, 3);
    });

    test("a field that became repeated", () => {
      assert.deepEqual(read({ tag: "a" }).tag, ["a"]);
      assert.deepEqual(read({}).tag, []);
    });

    test("bytes that became a message", () => {
      const raw = newer.Part.encode({ name: "a", serial: 5n });
      assert.deepEqual(read({ raw }).raw, newer.Part.create({ name: "a", serial: 5n }));
    });

    test("a list of keys and values that became a map: of each key the last", () => {
      const prices = [
        { key: "a", value: 1n },
        { key: "b", value: 2n },
        { key: "a", value: 3n },
        { key: "c" },
      ];
      assert.deepEqual(
        read({ prices }).prices,
        new Map([
          ["a", 3n],
          ["b", 2n],
          ["c", 0n],
        ]),
      );
    });

    test("a field that lost its presence", () => {
      assert.equal(read({ rank: 0 }).rank, 0);
      assert.equal(read({ rank: 4 }).rank, 4);
    });
  });

  describe(`from the new version to the old, ${name}`, () => {
    const read = (init: MessageInit<newer.Item>): older.Item => Old.decode(New.encode(init));

    test("fields that were added are unknown ones", () => {
      const item = read({ price: 1.5, bundle: { name: "b" } });
      assert.deepEqual(
        item,
        Old.create({ $unknown: New.encode({ price: 1.5, bundle: { name: "b" } }) }),
      );
    });

    test("a field that was widened is cut to size", () => {
      assert.equal(read({ stock: 5n }).stock, 5);
      assert.equal(read({ stock: 2n ** 32n + 5n }).stock, 5);
    });

    test("of a field that became repeated the last value is read", () => {
      assert.equal(read({ tag: ["a", "b"] }).tag, "b");
    });

    test("a message that was bytes", () => {
      const raw = { name: "a", serial: 5n };
      assert.deepEqual(newer.Part.decode(read({ raw }).raw), newer.Part.create(raw));
    });

    test("a map that was a list of keys and values", () => {
      assert.deepEqual(read({ prices: { a: 1n, b: 0n } }).prices, [
        older.Price.create({ key: "a", value: 1n }),
        older.Price.create({ key: "b", value: 0n }),
      ]);
    });

    test("a field that got another number is an unknown one", () => {
      const item = read({ origin: "a" });
      assert.deepEqual(item, Old.create({ $unknown: New.encode({ origin: "a" }) }));
      assert.equal(New.decode(Old.encode({ ...item, origin: "old" })).origin, "a");
    });

    test("fields that were moved into a oneof are what they were", () => {
      assert.equal(read({ place: { case: "shelf", value: "a" } }).shelf, "a");
      // Even when empty, which the old version does not tell from absent.
      assert.equal(read({ place: { case: "shelf", value: "" } }).shelf, "");
      assert.equal(read({ place: { case: "bin", value: { name: "b" } } }).bin?.name, "b");
    });

    test("a case that the oneof has got is an unknown field", () => {
      const item = read({ way: { case: "byHand", value: { name: "x" } } });
      assert.equal(item.byMail, "");
      assert.deepEqual(New.decode(Old.encode(item)).way, {
        case: "byHand",
        value: newer.Part.create({ name: "x" }),
      });
    });

    test("a value that an open enum has got is a number without a name", () => {
      const item = read({ level: Level.HIGH });
      assert.equal(item.level, 2);
      assert.equal(New.decode(Old.encode(item)).level, Level.HIGH);
    });
  });

  describe(`a relay of the old version passes on all that the new has, ${name}`, () => {
    const part = { name: "p", serial: 2n ** 60n, inner: { name: "i", inner: { serial: 1n } } };
    const item = New.create({
      name: "n",
      quantity: 1,
      stock: 2n,
      way: { case: "byHand", value: part },
      tag: ["t"],
      part,
      level: Level.HIGH,
      raw: part,
      prices: { a: 1n, b: -1n },
      parts: [part, {}, part],
      weight: 5,
      rank: 6,
      origin: "o",
      place: { case: "bin", value: part },
      price: -0,
      marks: [-1n, 2n ** 50n],
      notes: ["x", "", "y"],
      byNumber: { 1: part, [-1]: {} },
      picture: Uint8Array.of(0, 255),
      checksum: 2 ** 32 - 1,
      version: 2n ** 64n - 1n,
      worst: Level.HIGH,
      bundle: { name: "b", bundle: { tag: ["x", "y"], stock: 2n ** 40n } },
    });

    const ways: Readonly<Record<string, (message: older.Item) => MessageInit<older.Item>>> = {
      "as it is": (message) => message,
      "through create": (message) => Old.create(message),
      "through a spread": (message) => ({ ...message }),
      "through structuredClone": (message) => structuredClone(message),
    };
    for (const [how, pass] of Object.entries(ways)) {
      test(how, () => {
        const relayed = New.decode(Old.encode(pass(Old.decode(New.encode(item)))));
        assert.deepEqual(relayed, item);
      });
    }

    test("and what the relay changes is changed", () => {
      const held = Old.decode(New.encode(item));
      held.name = "other";
      if (held.part !== undefined) held.part.name = "other";
      const relayed = New.decode(Old.encode(held));
      assert.deepEqual(
        relayed,
        New.create({ ...item, name: "other", part: { ...part, name: "other" } }),
      );
    });

    test("ten times in a row", () => {
      let bytes = New.encode(item);
      for (let i = 0; i < 10; i++) bytes = Old.encode(Old.decode(bytes));
      assert.deepEqual(New.decode(bytes), item);
      assert.deepEqual(Old.encode(Old.decode(bytes)), bytes);
    });
  });
}

describe("in JSON, where fields go by name", () => {
  test("a field that was renamed is another one", () => {
    assert.throws(
      () => fromJson(newer.Item, toJson(older.Item, older.Item.create({ amount: 1 }))),
      {
        code: "JSON_FIELD_UNKNOWN",
      },
    );
  });

  test("what was added is refused, or skipped on request, and not kept", () => {
    const item = newer.Item.create({ name: "a", price: 2, level: Level.HIGH });
    const text = toJsonString(newer.Item, item);
    assert.throws(() => fromJsonString(older.Item, text), { name: "JsonError" });
    const options = { ignoreUnknownFields: true };
    assert.deepEqual(fromJsonString(older.Item, text, options), older.Item.create({ name: "a" }));
  });

  test("a field that was widened changes from number to string, and both are read", () => {
    assert.deepEqual(toJson(older.Item, older.Item.create({ stock: 5 })), { stock: 5 });
    assert.deepEqual(toJson(newer.Item, newer.Item.create({ stock: 5n })), { stock: "5" });
    assert.equal(fromJson(newer.Item, { stock: 5 }).stock, 5n);
    assert.equal(fromJson(older.Item, { stock: "5" }).stock, 5);
  });
});
