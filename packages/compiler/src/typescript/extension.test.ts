import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  clearExtension,
  descriptorOf,
  type FieldDescriptor,
  getExtension,
  getOption,
  hasExtension,
  hasOption,
  setExtension,
} from "@tramline/protobuf";
import * as extended from "./testdata/gen/extended.ts";
import * as edition from "./testdata/gen/extended-edition.ts";
import { Old } from "./testdata/gen/old.ts";

const { Level, User, Users } = extended;

function field(name: string): FieldDescriptor {
  const found = descriptorOf(User).fieldByName(name);
  assert.ok(found);
  return found;
}

describe("generated extensions", () => {
  test("hold values of every kind, through bytes and back", () => {
    const user = User.create({ name: "a" });
    setExtension(user, extended.nickname, "n");
    setExtension(user, extended.tags, ["a", "b"]);
    setExtension(user, extended.scores, [1, -2, 3]);
    setExtension(user, extended.level, Level.LOW);
    setExtension(user, extended.levels, [Level.HIGH, Level.LOW]);
    setExtension(user, extended.friend, { name: "f" });
    setExtension(user, extended.friends, [{ name: "g" }, {}]);
    setExtension(user, extended.extra, { n: 5 });
    setExtension(user, extended.big, 2n ** 62n);
    setExtension(user, extended.asText, "12");
    setExtension(user, extended.raw, Uint8Array.of(1, 2));
    const back = User.decode(User.encode(user));
    assert.equal(back.name, "a");
    assert.equal(getExtension(back, extended.nickname), "n");
    assert.deepEqual(getExtension(back, extended.tags), ["a", "b"]);
    assert.deepEqual(getExtension(back, extended.scores), [1, -2, 3]);
    assert.equal(getExtension(back, extended.level), Level.LOW);
    assert.deepEqual(getExtension(back, extended.levels), [Level.HIGH, Level.LOW]);
    assert.equal(getExtension(back, extended.friend)?.name, "f");
    assert.deepEqual(
      getExtension(back, extended.friends).map(({ name }) => name),
      ["g", undefined],
    );
    assert.equal(getExtension(back, extended.extra)?.n, 5);
    assert.equal(getExtension(back, extended.big), 2n ** 62n);
    assert.equal(getExtension(back, extended.asText), "12");
    assert.deepEqual(getExtension(back, extended.raw), Uint8Array.of(1, 2));
  });

  test("are absent, cleared and defaulted", () => {
    const user = User.create();
    assert.equal(getExtension(user, extended.retries), undefined);
    assert.deepEqual(getExtension(user, extended.tags), []);
    assert.equal(hasExtension(user, extended.retries), false);
    assert.equal(hasExtension(user, extended.tags), false);
    setExtension(user, extended.retries, 0);
    setExtension(user, extended.tags, ["x"]);
    assert.equal(hasExtension(user, extended.retries), true);
    assert.equal(hasExtension(user, extended.tags), true);
    clearExtension(user, extended.retries);
    clearExtension(user, extended.tags);
    assert.deepEqual(user, User.create());
    assert.equal(getExtension(user, extended.retries) ?? extended.retries.defaultValue, 3);
    assert.equal(extended.level.defaultValue, Level.HIGH);
    assert.equal(extended.asText.defaultValue, "18446744073709551615");
    assert.deepEqual(extended.raw.defaultValue, Uint8Array.of(0, 255));
    assert.equal(extended.limit.defaultValue, Number.POSITIVE_INFINITY);
    assert.equal(extended.nickname.defaultValue, undefined);
  });

  test("are packed or not as the contract says, and delimited", () => {
    const tags = (message: object) => [...User.encode(message)];
    const user = User.create();
    setExtension(user, edition.packedNumbers, [1, 2]);
    // Field 150 of wire type 2: tag 1202.
    assert.deepEqual(tags(user), [178, 9, 2, 1, 2]);
    clearExtension(user, edition.packedNumbers);
    setExtension(user, edition.looseNumbers, [1, 2]);
    assert.deepEqual(tags(user), [184, 9, 1, 184, 9, 2]);
    clearExtension(user, edition.looseNumbers);
    setExtension(user, edition.delimited, { name: "d" });
    assert.deepEqual(tags(user), [195, 9, 10, 1, 100, 196, 9]);
    assert.equal(getExtension(user, edition.delimited)?.name, "d");
    setExtension(user, edition.mood, edition.Mood.MERRY);
    assert.equal(getExtension(user, edition.mood), edition.Mood.MERRY);
  });

  test("are named after what they are declared in, and out of each other's way", () => {
    const old = Old.create();
    setExtension(old, extended.User_holder, { name: "h" });
    assert.equal(getExtension(old, extended.User_holder)?.name, "h");
    assert.equal(extended.await$.fullName, "test.extended.await");
    assert.equal(descriptorOf(extended.constructor$).number, 113);
    assert.equal(descriptorOf(extended.Proto).number, 114);
    assert.equal(descriptorOf(extended.UserJson$).number, 116);
    assert.equal(extended.UserJson.typeName, "test.extended.User");
    assert.equal(descriptorOf(extended.user).number, 117);
    assert.ok(!("injected" in extended));
  });

  test("their types hold", () => {
    const user = User.create();
    const name: string | undefined = getExtension(user, extended.nickname);
    const list: string[] = getExtension(user, extended.tags);
    assert.deepEqual([name, list], [undefined, []]);
    assert.throws(() => {
      // @ts-expect-error: a string is wanted.
      setExtension(user, extended.nickname, 5);
    }, /string/);
    assert.throws(() => {
      // @ts-expect-error: a list is wanted.
      setExtension(user, extended.tags, 5);
    });
    // @ts-expect-error: the lists of Old are not there.
    setExtension({}, extended.User_holder, undefined);
  });
});

describe("custom options", () => {
  test("are read from the descriptors of every kind of declaration", () => {
    assert.equal(getOption(descriptorOf(User).file, extended.owner), 'a "team" */ `${x}`');
    const table = getOption(descriptorOf(User), extended.table);
    assert.equal(table?.name, "users");
    assert.deepEqual(table?.keys, [1, 2]);
    assert.equal(getOption(descriptorOf(User), extended.Table_table), undefined);
    assert.equal(getOption(field("name"), extended.label), "Name");
    assert.deepEqual(getOption(field("name"), extended.labels), ["a", "b"]);
    assert.deepEqual(getOption(field("mail"), extended.labels), []);
    const [oneof] = descriptorOf(User).oneofs;
    assert.ok(oneof);
    assert.equal(getOption(oneof, extended.exclusive), true);
    const levels = descriptorOf(extended.level).enum;
    assert.ok(levels);
    assert.equal(getOption(levels, extended.weight), 1.5);
    const [low, high] = levels.values;
    assert.ok(low && high);
    assert.equal(getOption(low, extended.since), 7);
    assert.equal(getOption(high, extended.since), undefined);
    assert.equal(getOption(descriptorOf(Users), extended.realm), Level.HIGH);
    const [get] = descriptorOf(Users).methods;
    assert.ok(get);
    assert.deepEqual(getOption(get, extended.roles), ["reader", "writer"]);
    assert.equal(hasOption(get, extended.roles), true);
    assert.equal(hasOption(high, extended.since), false);
  });

  test("an option of another kind of declaration is refused", () => {
    const message: Parameters<typeof getOption>[0] = descriptorOf(User);
    assert.throws(
      () => getOption(message, extended.label as never),
      /test\.extended\.label extends google\.protobuf\.FieldOptions, so it is not an option of a message/,
    );
  });
});
