// Two versions of a proto2 contract: closed enums, groups, required fields, defaults, extensions.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  descriptorOf,
  type FileSource,
  getExtension,
  isInitialized,
  type MessageInit,
  setExtension,
} from "@tramline/protobuf";
import { pairs } from "./both.ts";
import * as newer from "./gen/new/evolution/closed.ts";
import * as older from "./gen/old/evolution/closed.ts";

const { SLOW, FAST, TURBO } = newer.Mode;

function extensionOf(file: FileSource, name: string) {
  const extension = descriptorOf(file).extensions.find((each) => each.name === name);
  assert.ok(extension, name);
  return extension;
}

for (const { name, a: Old, b: New } of pairs(older.Machine, newer.Machine)) {
  describe(`a closed enum has got a value, ${name}`, () => {
    const init: MessageInit<newer.Machine> = {
      name: "m",
      mode: TURBO,
      modes: [TURBO, SLOW, TURBO, FAST],
      packedModes: [FAST, TURBO, SLOW],
      byName: { a: TURBO, b: FAST },
      choice: { case: "chosen", value: TURBO },
    };
    const held = Old.decode(New.encode(init));

    test("the old version does not see it", () => {
      assert.equal(held.mode, undefined);
      assert.deepEqual(held.modes, [SLOW, FAST]);
      assert.deepEqual(held.packedModes, [FAST, SLOW]);
      assert.deepEqual(held.byName, new Map([["b", FAST]]));
      assert.equal(held.choice.case, undefined);
    });

    test("but passes it on, in lists behind the others", () => {
      assert.deepEqual(
        New.decode(Old.encode(held)),
        New.create({
          ...init,
          modes: [SLOW, FAST, TURBO, TURBO],
          packedModes: [FAST, SLOW, TURBO],
        }),
      );
    });
  });

  describe(`groups, ${name}`, () => {
    test("unknown fields inside are kept, unknown groups too", () => {
      const init: MessageInit<newer.Machine> = {
        name: "m",
        engine: { power: 5, maker: "x" },
        wheel: [{ size: 1, tyre: { kind: "t" } }, {}, { tyre: {} }],
      };
      const held = Old.decode(New.encode(init));
      assert.equal(held.engine?.power, 5);
      assert.deepEqual(
        held.wheel.map(({ size }) => size),
        [1, undefined, undefined],
      );
      assert.deepEqual(New.decode(Old.encode(held)), New.create(init));
    });
  });

  describe(`required and defaults, ${name}`, () => {
    test("a message without a field that was required is read, and cannot be written", () => {
      const held = Old.decode(New.encode({ speed: 1 }));
      assert.equal(held.name, undefined);
      assert.equal(isInitialized(Old, held), false);
      assert.throws(() => Old.encode(held), { code: "PB_ENCODE_REQUIRED_MISSING" });
      assert.deepEqual(
        New.decode(Old.encode({ ...held, name: "n" })),
        New.create({ name: "n", speed: 1 }),
      );
    });

    test("a default is each version's own: it is not on the wire", () => {
      const read = New.decode(Old.encode({ name: "m" }));
      assert.equal(read.speed, undefined);
      assert.equal(older.Machine.defaults.speed, 10);
      assert.equal(newer.Machine.defaults.speed, 20);
    });
  });

  describe(`extensions, ${name}`, () => {
    test("pass through a version that does not know them", () => {
      const repairs = extensionOf(newer.file_evolution_closed, "repairs");
      const machine = New.create({ name: "m" });
      setExtension(machine, repairs, [3, 4]);
      setExtension(machine, extensionOf(newer.file_evolution_closed, "owner"), "me");
      const held = Old.decode(New.encode(machine));
      const owner = extensionOf(older.file_evolution_closed, "owner");
      assert.equal(getExtension(held, owner), "me");
      setExtension(held, owner, "you");
      const back = New.decode(Old.encode(held));
      assert.deepEqual(getExtension(back, repairs), [3, 4]);
      assert.equal(getExtension(back, owner), "you");
    });
  });
}
