import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { ours } from "../dynamic/testdata/everything.ts";
import { FileDescriptorProto } from "./gen/google/protobuf/descriptor.ts";
import { applyFieldMask, mergeByFieldMask } from "./masked-message.ts";

const Everything = dynamicType(ours("test.Everything"));
const create = (init: DynamicMessage): DynamicMessage => Everything.create(init);

const apply = (init: DynamicMessage, ...paths: string[]): DynamicMessage =>
  applyFieldMask(Everything, create(init), { paths });

describe("applyFieldMask", () => {
  const full = {
    plainInt32: 1,
    maybeString: "a",
    manyInt32: [1, 2],
    mapMessage: new Map([["k", { plainInt32: 2 }]]),
    self: { plainInt32: 3, plainString: "b", self: { plainInt32: 4, plainString: "c" } },
    choice: { case: "chosenSelf", value: { plainInt32: 5, plainString: "d" } },
    $unknown: Uint8Array.of(0xa0, 0x38, 1),
  };

  test("leaves what is covered", () => {
    assert.deepEqual(apply(full, "plain_int32"), create({ plainInt32: 1 }));
    assert.deepEqual(apply(full, "many_int32"), create({ manyInt32: [1, 2] }));
    assert.deepEqual(apply(full, "map_message"), create({ mapMessage: full.mapMessage }));
    assert.deepEqual(apply(full, "self"), create({ self: full.self }));
    assert.deepEqual(
      apply(full, "self.self.plain_string", "self.plain_int32", "maybe_string"),
      create({ maybeString: "a", self: { plainInt32: 3, self: { plainString: "c" } } }),
    );
    assert.deepEqual(apply(full), create({}));
  });

  test("a oneof by its case", () => {
    assert.deepEqual(apply(full, "chosen_self"), create({ choice: full.choice }));
    assert.deepEqual(
      apply(full, "chosen_self.plain_int32"),
      create({ choice: { case: "chosenSelf", value: { plainInt32: 5 } } }),
    );
    assert.deepEqual(apply(full, "chosen_int32"), create({}));
  });

  test("copies, and copies all without a mask", () => {
    const message = create(full);
    const part = applyFieldMask(Everything, message, { paths: ["self", "many_int32"] });
    const all = applyFieldMask(Everything, message, undefined);
    assert.deepEqual(all, message);
    assert.notEqual(part["self"], message["self"]);
    assert.notEqual(part["manyInt32"], message["manyInt32"]);
    assert.notEqual(all["self"], message["self"]);
  });

  test("of generated types, too; a path that does not fit is refused", () => {
    const file = FileDescriptorProto.create({
      name: "a",
      options: { javaPackage: "b", goPackage: "c" },
    });
    assert.deepEqual(
      applyFieldMask(FileDescriptorProto, file, { paths: ["options.go_package"] }),
      FileDescriptorProto.create({ options: { goPackage: "c" } }),
    );
    assert.throws(() => applyFieldMask(FileDescriptorProto, file, { paths: ["nme"] }), {
      code: "WKT_FIELD_MASK_UNKNOWN",
    });
  });
});

const mergeInto = (
  target: DynamicMessage,
  source: DynamicMessage,
  paths: string[],
  replace = false,
): DynamicMessage =>
  mergeByFieldMask(Everything, create(target), create(source), { paths }, { replace });

describe("mergeByFieldMask", () => {
  test("scalars are replaced, also by absence", () => {
    const target = { plainInt32: 1, maybeInt32: 2, plainString: "stays" };
    const paths = ["plain_int32", "maybe_int32"];
    assert.deepEqual(
      mergeInto(target, { plainInt32: 3, plainString: "goes" }, paths),
      create({ plainInt32: 3, plainString: "stays" }),
    );
    assert.deepEqual(
      mergeInto(target, { maybeInt32: 0 }, paths),
      create({ maybeInt32: 0, plainString: "stays" }),
    );
  });

  test("lists are appended to, maps and messages merged, or replaced", () => {
    const target = { manyInt32: [1], mapString: { a: "1", b: "1" }, self: { plainInt32: 1 } };
    const source = { manyInt32: [2], mapString: { b: "2" }, self: { plainString: "x" } };
    const paths = ["many_int32", "map_string", "self"];
    assert.deepEqual(
      mergeInto(target, source, paths),
      create({
        manyInt32: [1, 2],
        mapString: { a: "1", b: "2" },
        self: { plainInt32: 1, plainString: "x" },
      }),
    );
    assert.deepEqual(mergeInto(target, source, paths, true), create(source));
    assert.deepEqual(mergeInto(target, {}, paths), create(target));
    assert.deepEqual(mergeInto(target, {}, paths, true), create({}));
  });

  test("in messages only what is covered changes", () => {
    const target = { self: { plainInt32: 1, plainString: "a" } };
    const source = { self: { plainInt32: 2, plainString: "b", self: {} } };
    assert.deepEqual(
      mergeInto(target, source, ["self.plain_string"]),
      create({ self: { plainInt32: 1, plainString: "b" } }),
    );
    assert.deepEqual(
      mergeInto(target, {}, ["self.plain_string"]),
      create({ self: { plainInt32: 1 } }),
    );
    assert.deepEqual(
      mergeInto({}, source, ["self.plain_int32"]),
      create({ self: { plainInt32: 2 } }),
    );
    assert.deepEqual(mergeInto({}, {}, ["self.plain_int32"]), create({}));
  });

  test("a oneof takes the source's case, if the mask names it", () => {
    const number = { choice: { case: "chosenInt32", value: 1 } };
    const text = { choice: { case: "chosenString", value: "x" } };
    assert.deepEqual(mergeInto(number, text, ["chosen_string"]), create(text));
    assert.deepEqual(mergeInto(number, text, ["chosen_int32"]), create({}));
    assert.deepEqual(mergeInto(number, text, ["chosen_bool"]), create(number));
    const deep = { choice: { case: "chosenSelf", value: { plainInt32: 1, plainBool: true } } };
    assert.deepEqual(
      mergeInto(number, deep, ["chosen_self.plain_int32"]),
      create({ choice: { case: "chosenSelf", value: { plainInt32: 1 } } }),
    );
  });

  test("without a mask everything is merged, with an empty one nothing", () => {
    const target = create({ plainInt32: 1 });
    const source = create({ plainString: "x" });
    mergeByFieldMask(Everything, target, source, { paths: [] });
    assert.deepEqual(target, create({ plainInt32: 1 }));
    assert.equal(mergeByFieldMask(Everything, target, source, undefined), target);
    assert.deepEqual(target, create({ plainInt32: 1, plainString: "x" }));
  });
});
