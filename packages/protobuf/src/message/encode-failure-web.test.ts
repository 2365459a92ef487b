// Messages that cannot be encoded are rejected in browsers as on Node: with the same codes, and shorter texts.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as empty from "../wire/empty-message.ts";
import * as webEmpty from "../wire/empty-message-web.ts";
import * as kinds from "../wire/value-kind.ts";
import * as webKinds from "../wire/value-kind-web.ts";
import { EncodeError } from "../wire/wire-error.ts";
import type { Writer } from "../wire/writer.ts";
import { encodeFailure } from "./encode-failure-web.ts";

// The same names, of the same types.
const ofEmpty: typeof empty = webEmpty;
const ofKinds: typeof kinds = webKinds;

interface Order {
  readonly id?: bigint;
  readonly items?: readonly string[];
}

const Order = {
  typeName: "shop.v1.Order",
  create: (): Order => ({ id: 0n, items: [] }),
  encodeTo(order: Order, writer: Writer): void {
    if (order.id) writer.int64(8, order.id);
    for (const item of order.items ?? []) writer.string(18, item);
  },
};

/** The error of a message, as `encode` makes it. */
function failureOf(message: unknown, thrown: unknown): EncodeError {
  return encodeFailure(Order, message as Order, thrown);
}

test("what can be a message is the same", () => {
  class Own {}
  const values: unknown[] = [{}, Object.create(null), new Own(), { constructor: 1 }];
  for (const value of values) assert.ok(ofEmpty.isMessage(value) && empty.isMessage(value));
  const others: unknown[] = [null, undefined, 5, "", [], new Map(), new Date(0), () => 1];
  for (const value of others) assert.ok(!ofEmpty.isMessage(value) && !empty.isMessage(value));
});

test("the error names the property that fails", () => {
  const thrown = new EncodeError("PB_ENCODE_TYPE", ofKinds.scalarMismatch("string", 5));
  const error = failureOf({ id: 5n, items: ["a", 5] }, thrown);
  assert.equal(error.code, "PB_ENCODE_TYPE");
  assert.equal(error.message, "invalid shop.v1.Order.items: expected string, got number");
  assert.equal(error.cause, thrown);
});

test("the error of what is not of a property names the message", () => {
  const thrown = new EncodeError("PB_ENCODE_REQUIRED_MISSING", "missing name");
  assert.equal(
    failureOf({ id: 5n }, thrown).message,
    "invalid shop.v1.Order message: missing name",
  );
  assert.equal(failureOf({ id: 5n }, thrown).code, "PB_ENCODE_REQUIRED_MISSING");
  for (const message of [null, undefined, 5]) {
    const error = failureOf(message, new TypeError("cannot read"));
    assert.equal(error.message, "invalid shop.v1.Order message: cannot read");
    assert.equal(error.code, "PB_ENCODE_TYPE");
  }
});

test("values that are not messages are found alike", () => {
  const values = [
    ...[null, undefined, 5, "", "text", [], [1], new Date(0), new Map(), new Set(), new Error("x")],
    ...[Promise.resolve(), new ArrayBuffer(1), new Uint8Array(1), new DataView(new ArrayBuffer(1))],
    ...[{}, { id: undefined }, { id: 5n }, { ids: 5n }, { ids: undefined }, { ids: 1, id: 5n }],
    ...[{ $unknown: new Uint8Array(0) }, Object.create(null), new (class Own {})()],
  ];
  for (const type of [Order, { typeName: "Empty", create: () => ({}) }, { typeName: "Any" }]) {
    for (const value of values) {
      const outcome = ({ checkEmptyMessage }: typeof empty) => {
        try {
          checkEmptyMessage(type, value);
        } catch (error) {
          assert.ok(error instanceof EncodeError);
          return `${error.code} ${error.message.replace(/;.*/, "")}`;
        }
        return "a message";
      };
      assert.equal(outcome(ofEmpty), outcome(empty));
      assert.equal(ofKinds.kindOf(value), kinds.kindOf(value));
      if (typeof value === "object" && value !== null) {
        assert.equal(ofEmpty.isOther(value), empty.isOther(value));
      }
    }
  }
});

test("a mismatch of a scalar names both kinds, and the fix for 64-bit integers", () => {
  assert.equal(ofKinds.scalarMismatch("int64", 5), "expected int64, got number; use BigInt(value)");
  assert.equal(ofKinds.scalarMismatch("bool", null), "expected bool, got null");
  assert.equal(ofEmpty.mismatchOf(ofEmpty.mismatchError({}, "text")), undefined);
});
