import test from "node:test";

test("passes", () => {});
test("never ends", () => new Promise(() => setInterval(() => {}, 1_000)));
