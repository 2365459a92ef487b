import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { root } from "./examples.ts";

const isPage = (name: string): boolean => name.endsWith(".md");
const pages = [
  ...readdirSync(root).filter(isPage),
  ...readdirSync(path.join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter(isPage)
    .map((name) => path.join("docs", name)),
];

/** Text without code blocks and inline code. */
function prose(page: string): string {
  return page
    .replace(/^(```|~~~)[\s\S]*?^\1/gm, "")
    .replace(/`[^`\n]*`/g, (code) => code.slice(1, -1));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(page: string): string[] {
  return [...page.replace(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm)].map(
    ([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, "")
        .replace(/\s/g, "-"),
  );
}

for (const name of pages) {
  test(`the links of ${name} lead somewhere`, () => {
    const text = readFileSync(path.join(root, name), "utf8");
    for (const [, target = "", anchor] of prose(text).matchAll(
      /\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g,
    )) {
      const file = path.join(root, target === "" ? name : path.join(path.dirname(name), target));
      assert.ok(existsSync(file), `${name} links to ${target}, which does not exist`);
      if (anchor === undefined || !isPage(file)) continue;
      const known = anchors(readFileSync(file, "utf8"));
      assert.ok(
        known.includes(anchor),
        `${name} links to ${target}#${anchor}, which does not exist`,
      );
    }
  });
}

test("there are pages to look at", () => {
  assert.ok(pages.length > 30, `only ${pages.length} pages`);
});

const guides = pages.filter((name) => path.dirname(name) === path.join("docs", "guides"));

test("README.md links to every guide", () => {
  const text = prose(readFileSync(path.join(root, "README.md"), "utf8"));
  const missing = guides.filter((name) => !text.includes(`](${name.split(path.sep).join("/")})`));
  assert.deepEqual(missing, []);
});

test('the links after "Next:" lead through every guide', () => {
  const read: string[] = [];
  for (let name: string | undefined = "getting-started.md"; name !== undefined; ) {
    assert.ok(!read.includes(name), `${name} comes twice, after ${read.at(-1)}`);
    read.push(name);
    const text: string = readFileSync(path.join(root, "docs/guides", name), "utf8");
    name = /^Next: \[[^\]]*\]\(([^)]+)\)/m.exec(text)?.[1];
  }
  assert.deepEqual(read.sort(), guides.map((name) => path.basename(name)).sort());
});
