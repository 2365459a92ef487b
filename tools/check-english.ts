/**
 * `npm run check:english`: finds ways of writing that user-facing text does without (CONTRIBUTING.md,
 * "English"): in Markdown pages, and in the docstrings and messages of packages and examples.
 * usage: npm run check:english [-- path part …]
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { findBannedEnglish } from "./english/find.ts";
import { markdownTexts, sourceTexts } from "./english/texts.ts";
import { listFiles, root } from "./root.mjs";

const parts = process.argv.slice(2);
const files = listFiles(".", isUserFacing).filter(
  (file) => parts.length === 0 || parts.some((part) => file.includes(part)),
);
let count = 0;
for (const file of files) {
  const content = readFileSync(path.join(root, file), "utf8");
  const texts = file.endsWith(".md") ? markdownTexts(content) : sourceTexts(content);
  for (const { line, excerpt, advice } of findBannedEnglish(texts)) {
    console.log(`${file}:${line}: "${excerpt.trim()}": ${advice}`);
    count++;
  }
}
console.log(`${files.length} files, ${count} findings`);
if (count > 0 || files.length === 0) process.exit(1);

/** Whether users read the file: pages that people wrote, and sources of packages and examples that are not generated. */
function isUserFacing(file: string): boolean {
  if (file.endsWith(".md")) return !file.startsWith("docs/api/");
  if (!/^(?:packages|examples)\/[^/]+\/src\/.*\.ts$/.test(file)) return false;
  // Generated code, Google's descriptor.proto, and what only tests use.
  return !/\/gen\/|\/source\/bundled\/|\.test\.(support\.)?ts$/.test(file);
}
