import assert from "node:assert/strict";
import { test } from "node:test";
import { Arrivals } from "./arrivals.ts";

function setUp() {
  const arrivals = new Arrivals();
  const ended: string[] = [];
  const accounts = new Map<string, object>();
  const add = (account: string, name: string) => {
    let key = accounts.get(account);
    if (key === undefined) accounts.set(account, (key = {}));
    return arrivals.add(key, () => ended.push(name));
  };
  return { arrivals, ended, add };
}

test("the oldest arrival of the account with the most gives way", () => {
  const { arrivals, ended, add } = setUp();
  add("honest", "honest 1");
  for (let i = 1; i <= 3; i++) add("many", `many ${i}`);
  const added = add("honest", "honest 2");
  assert.equal(arrivals.makeRoom(added), true);
  assert.deepEqual(ended, ["many 1"]);
  assert.equal(arrivals.size, 4);
});

test("silent arrivals give way before those whose clients have spoken", () => {
  const { arrivals, ended, add } = setUp();
  const first = add("a", "first");
  add("a", "second");
  arrivals.speak(first);
  const added = add("a", "third");
  arrivals.makeRoom(added);
  assert.deepEqual(ended, ["second"]);
  arrivals.makeRoom(added);
  assert.deepEqual(ended, ["second", "first"], "not the one that room is made for");
  assert.equal(arrivals.makeRoom(added), false);
});

test("a tie never ends the one that room is made for", () => {
  const { arrivals, ended, add } = setUp();
  const added = add("new", "new");
  add("old", "old");
  assert.equal(arrivals.makeRoom(added), true);
  assert.deepEqual(ended, ["old"]);
});

test("the account with the most is known after any coming and going", () => {
  const { arrivals, ended, add } = setUp();
  const open = new Map<string, { account: string; arrival: ReturnType<typeof add> }>();
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let i = 0; i < 5000; i++) {
    const names = [...open.keys()];
    const one = names[random(Math.max(names.length, 1))];
    if (names.length > 60 || (one !== undefined && random(3) === 0)) {
      const { arrival } = open.get(one as string) ?? assert.fail();
      arrivals.remove(arrival);
      arrivals.remove(arrival);
      open.delete(one as string);
      continue;
    }
    const account = `account ${random(8)}`;
    const arrival = add(account, String(i));
    open.set(String(i), { account, arrival });
    if (random(2) === 0) arrivals.speak(arrival);
    if (random(4) > 0 || open.size < 2) continue;
    const counts = new Map<string, number>();
    for (const { account } of open.values()) counts.set(account, (counts.get(account) ?? 0) + 1);
    assert.equal(arrivals.makeRoom(arrival), true);
    const gone = ended.at(-1) ?? "";
    const { account: victim } = open.get(gone) ?? assert.fail();
    assert.equal(counts.get(victim), Math.max(...counts.values()));
    assert.notEqual(gone, String(i));
    open.delete(gone);
    assert.equal(arrivals.size, open.size);
  }
  assert.ok(ended.length > 100);
});
