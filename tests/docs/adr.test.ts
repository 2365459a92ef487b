import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "./examples.ts";

const folder = path.join(root, "docs/adr");
const decisions = readdirSync(folder).filter((name) => /^\d{4}-.*\.md$/.test(name));
const list = readFileSync(path.join(folder, "README.md"), "utf8");

test("decisions are numbered without gaps", () => {
  const numbers = decisions.map((name) => Number(name.slice(0, 4)));
  assert.ok(numbers.length > 0);
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => index + 1),
  );
});

for (const name of decisions) {
  test(`docs/adr/${name} has context, decision, and consequences, and is listed`, () => {
    const text = readFileSync(path.join(folder, name), "utf8");
    const [, number, title = ""] = /^# (\d{4}): (.+)$/m.exec(text) ?? [];
    assert.equal(number, name.slice(0, 4));
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(
      headings.filter((heading) => heading !== "Amendments"),
      ["Context", "Decision", "Consequences"],
    );
    assert.ok(list.includes(`[${number}](${name}) | ${title} |`), "docs/adr/README.md lists it");
  });
}
