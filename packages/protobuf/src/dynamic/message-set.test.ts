import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromJson } from "../json/from-json.ts";
import { toJson } from "../json/to-json.ts";
import { registry, settings } from "../text/testdata/settings.ts";
import type { ExtensibleMessage } from "../wire/unknown-fields.ts";
import { DecodeError, EncodeError } from "../wire/wire-error.ts";
import { dynamicType } from "./dynamic-type.ts";
import { getExtension, setExtension } from "./extension.ts";

const MessageSet = dynamicType(settings("Set"));

function extension(name: string) {
  const found = registry.getExtension(`settings.${name}`);
  assert.ok(found);
  return found;
}

const item = extension("Item.item");
const other = extension("other");

/** The bytes of an item: group 1 with these fields. */
function items(...fields: number[][]): ExtensibleMessage {
  const bytes = fields.flatMap((field) => [11, ...field, 12]);
  return MessageSet.decode(Uint8Array.from(bytes));
}

const itemId = [16, 0x80, 0x92, 0xf4, 0x01];

describe("message sets", () => {
  test("set, get, replace, clear", () => {
    const message: ExtensibleMessage = {};
    setExtension(message, item, { x: 5 });
    setExtension(message, other, { level: 1 });
    setExtension(message, item, { x: 6 });
    const back: ExtensibleMessage = MessageSet.decode(MessageSet.encode({ ...message }));
    assert.deepEqual(getExtension(back, item), { x: 6 });
    assert.equal((getExtension(back, other) as { level: number }).level, 1);
    setExtension(back, other, undefined);
    assert.deepEqual([...MessageSet.encode({ ...back })], [11, ...itemId, 26, 2, 8, 6, 12]);
    setExtension(back, item, undefined);
    assert.deepEqual(back, {});
    assert.throws(() => setExtension(back, item, 5), EncodeError);
  });

  test("items with their fields in any order, twice, or missing", () => {
    assert.deepEqual(getExtension(items([26, 2, 8, 5, ...itemId]), item), { x: 5 });
    // What comes twice in one item counts once; items of one number are merged.
    assert.deepEqual(
      getExtension(items([...itemId, 26, 2, 8, 5, 26, 2, 8, 7, 16, 1, 40, 1]), item),
      { x: 5 },
    );
    assert.deepEqual(getExtension(items([...itemId, 26, 2, 8, 5], [...itemId, 26, 0]), item), {
      x: 5,
    });
    assert.deepEqual(getExtension(items(itemId), item), { x: undefined });
    assert.equal(getExtension(items([26, 2, 8, 5]), item), undefined);
    const message = items([...itemId, 26, 2, 8, 5], [26, 1, 0], [16, 9, 26, 0]);
    setExtension(message, item, undefined);
    assert.deepEqual([...(message.$unknown ?? [])], [11, 26, 1, 0, 12, 11, 16, 9, 26, 0, 12]);
  });

  test("a damaged message is an error when it is read", () => {
    assert.throws(() => getExtension(items([...itemId, 26, 1, 8]), item), DecodeError);
    assert.throws(() => getExtension(items([...itemId, 26, 2, 10, 5]), item), DecodeError);
  });

  test("in JSON", () => {
    const json = { "[settings.Item.item]": { x: 5 }, "[settings.other]": { level: "LOW" } };
    const message = fromJson(MessageSet, json, { registry });
    assert.deepEqual(toJson(MessageSet, message, { registry }), json);
    assert.deepEqual(toJson(MessageSet, message), {});
  });
});
