import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attack } from "../attacks/attack.ts";
import { parseRange, type Selection, selectRows } from "./selection.ts";
import type { ServerName } from "./servers.ts";

const create = () => ({ write() {} });
const attacks: readonly Attack[] = [
  { name: "ping", sends: "PING", create },
  { name: "hoarding", sends: "calls", from: "another address", create },
  { name: "settings", sends: "SETTINGS", create },
];

function rows(selection: Partial<Selection>): string[] {
  const all: Selection = { names: undefined, range: [1, 3], from: "both" };
  return selectRows(attacks, "tramline", { ...all, ...selection }).map(
    ({ attack, number, from }) => `${number} ${attack.name} ${from.split(" ")[0]}`,
  );
}

test("all rows are chosen from both addresses, but for attacks that have one", () => {
  assert.deepEqual(rows({}), [
    "1 ping same",
    "1 ping another",
    "2 hoarding another",
    "3 settings same",
    "3 settings another",
  ]);
});

test("parts of a run are all of it together", () => {
  assert.deepEqual([...rows({ range: [1, 1] }), ...rows({ range: [2, 3] })], rows({}));
});

test("names and addresses leave others out", () => {
  assert.deepEqual(rows({ names: ["settings"], from: "same" }), ["3 settings same"]);
  assert.deepEqual(rows({ range: [1, 2], names: ["settings"] }), []);
  const alternating = ["1 ping same", "2 hoarding another", "3 settings same"];
  assert.deepEqual(rows({ from: "alternating" }), alternating);
});

test("servers of others are not attacked by what concerns ours alone", () => {
  const all: Selection = { names: undefined, range: [1, 3], from: "same" };
  const ours: readonly Attack[] = [
    { name: "ping", sends: "PING", create },
    { name: "http1-idle", sends: "nothing", isHttp1: true, create },
    { name: "slow-preface-full", sends: "nothing", maxConnections: 500, create },
  ];
  const count = (server: ServerName) => selectRows(ours, server, all).length;
  assert.deepEqual([count("tramline"), count("grpc-go"), count("node-http2")], [3, 1, 1]);
});

test("a range is one number or two", () => {
  assert.deepEqual(parseRange("2", 3), [2, 2]);
  assert.deepEqual(parseRange("1-3", 3), [1, 3]);
  for (const text of ["", "0", "4", "3-2", "1-4", "1-", "a"]) {
    assert.equal(parseRange(text, 3), undefined, text);
  }
});
