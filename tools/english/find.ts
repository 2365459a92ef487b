import { type EnglishFinding, englishRules } from "./rules.ts";
import type { UserText } from "./texts.ts";

/** Finds the places where texts break the rules, in the order of their lines. */
export function findBannedEnglish(texts: readonly UserText[]): EnglishFinding[] {
  const findings: EnglishFinding[] = [];
  for (const { kind, text, lines } of texts) {
    for (const { pattern, advice, kind: only } of englishRules) {
      if (only !== undefined && only !== kind) continue;
      for (const match of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
        const end = match.index + match[0].length;
        findings.push({
          line: lines[match.index] ?? 1,
          excerpt: text.slice(Math.max(0, match.index - 40), end + 40),
          advice,
        });
      }
    }
  }
  return findings.sort((a, b) => a.line - b.line);
}
