import assert from "node:assert/strict";
import { test } from "node:test";
import { RE2JS } from "@bufbuild/re2";
import { compilePattern, nativePattern } from "./compile-pattern.ts";

const native = [
  "^[a-z]+$",
  "^[0-9]{5}$",
  "^[A-Z]{2}-[0-9]{3,}$",
  "^\\+?[0-9]{7,15}$",
  "^[a-z][a-z0-9-]{0,61}[a-z0-9]$",
  "^shelves/[^/]+$",
  "^\\d{4}-\\d{2}$",
  "^$",
  "^[\\w.+-]*$",
];

const others = [
  "[a-z]+",
  "^[a-z]+",
  "^(a+)+$",
  "^a*a*$",
  "^a+b+$",
  "^a|b$",
  "^(?i)a$",
  "^.*$",
  "^\\s+$",
  "^[^\\s]+$",
  "^[[:alpha:]]+$",
  "^\\pL$",
  "^[\\pL]$",
  "^a{1,50}b{1,50}$",
  "^a+?$",
  "^a\\b$",
  "^\\x41$",
  "^é$",
  "^\\$",
  "^[a$",
];

for (const pattern of native) {
  test(`${pattern} is run by ECMAScript's engine`, () => assert.ok(nativePattern(pattern)));
}

for (const pattern of others) {
  test(`${pattern} is not`, () => assert.equal(nativePattern(pattern), undefined));
}

test("an invalid pattern throws, even one that ECMAScript takes", () => {
  for (const pattern of ["^[a$", "^a{1001}$", "(?=a)", "\\1"]) {
    assert.throws(() => compilePattern(pattern), pattern);
  }
});

/** Numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test("patterns of any pieces match what they match by RE2", () => {
  const random = seeded(11);
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] as string;
  const atoms = [
    ...Array.from("ab0-_:/= "),
    ..."\\d \\D \\w \\W \\. \\\\ \\/ \\+ \\[".split(" "),
    ..."[ab] [^a] [a-c0] [\\d-] [^\\w] [a\\]] [-a] [.] [a^] [ab-] [$|] [^-a] [--0] [+--]".split(
      " ",
    ),
  ];
  const signs = ["", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "{0}"];
  const characters = [...Array.from("aabc0-_:/=.\\]$^ |\n\r\u2028é"), "\u{1f4da}"];
  let count = 0;
  for (let run = 0; run < 20_000; run++) {
    const pieces = Array.from(
      { length: Math.floor(random() * 5) },
      () => pick(atoms) + pick(signs),
    );
    const pattern = `^${pieces.join("")}$`;
    const fast = nativePattern(pattern);
    if (fast === undefined) continue;
    const slow = RE2JS.compile(pattern);
    for (let i = 0; i < 5; i++) {
      const text = Array.from({ length: Math.floor(random() * 5) }, () => pick(characters)).join(
        "",
      );
      assert.equal(fast.test(text), slow.test(text), `${pattern} on ${JSON.stringify(text)}`);
    }
    count += 1;
  }
  assert.ok(count > 5000, `${count} patterns`);
});

test("a long text that nearly matches comes to an end", () => {
  // Quadratic time would be hours.
  const pattern = nativePattern("^[a-z]+[0-9]{0,9}x?$");
  assert.equal(pattern?.test(`${"a".repeat(1_000_000)}!`), false);
});
