/** One case of h2spec and what came of it. */
export interface SpecCase {
  /** Such as `"http2/6.9.2/1"`: group, section, number within the section. */
  readonly id: string;
  /** The section's number and title, such as `"6.9.2. Initial Flow-Control Window Size"`. */
  readonly section: string;
  readonly title: string;
  /** `undefined` when the case passed. */
  readonly failure: string | undefined;
}

const suitePattern = /<testsuite name="([^"]*)" package="([^"]*)"[^>]*>([\s\S]*?)<\/testsuite>/g;
const casePattern = /<testcase package="[^"]*" classname="([^"]*)"[^>]*>([\s\S]*?)<\/testcase>/g;

/** Parses the JUnit report that h2spec writes with `-j`. */
export function parseReport(xml: string): SpecCase[] {
  const cases: SpecCase[] = [];
  for (const [, section = "", group = "", content = ""] of xml.matchAll(suitePattern)) {
    let number = 0;
    for (const [, title = "", outcome = ""] of content.matchAll(casePattern)) {
      number++;
      cases.push({
        id: `${group}/${number}`,
        section: unescape(section),
        title: unescape(title),
        failure: failureOf(outcome),
      });
    }
  }
  return cases;
}

/** A case that was skipped counts as failed: it showed nothing. */
function failureOf(outcome: string): string | undefined {
  const text = unescape(outcome.replace(/<[^>]*>/g, "")).trim();
  if (/<skipped/.test(outcome)) return "skipped by h2spec";
  if (!/<(error|failure)/.test(outcome)) return undefined;
  const lines = text.split("\n");
  const actual = lines.pop() ?? "";
  return `expected ${lines.join(" or ")}; got ${actual}`;
}

function unescape(text: string): string {
  const entities: Record<string, string> = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#34;": '"',
    "&apos;": "'",
    "&#39;": "'",
    "&#xA;": "\n",
    "&amp;": "&",
  };
  return text.replace(/&[#\w]+;/g, (entity) => entities[entity] ?? entity);
}
