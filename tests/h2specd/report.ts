/** One case of h2specd and what came of it. */
export interface ClientCase {
  /** Such as `"5.1.1/1"`: section, number within the section. */
  readonly id: string;
  readonly title: string;
  /** `undefined` when the case passed. */
  readonly failure: string | undefined;
}

/**
 * Parses what h2specd prints: sections, and in them a line per case, behind a mark; below the line of a
 * failed case, what was expected and what came.
 *
 * @returns undefined when h2specd did not come to its end
 */
export function parseReport(output: string): ClientCase[] | undefined {
  if (!/^\d+ tests, \d+ passed/m.test(output)) return undefined;
  const cases: { id: string; title: string; failure: string | undefined }[] = [];
  let section = "";
  for (const line of output.replaceAll("\r", "").split("\n")) {
    // What follows repeats the failed cases.
    if (line.startsWith("Failures:")) break;
    const heading = /^ *(\d+(?:\.\d+)*)\. /.exec(line);
    const found = /^ *(?:([✔×]) )?(\d+): (.*)$/.exec(line);
    const last = cases.at(-1);
    if (heading !== null) {
      section = heading[1] ?? "";
    } else if (found !== null) {
      const [, mark, number = "", title = ""] = found;
      // A case that was skipped has no mark; it counts as failed, as it showed nothing.
      const failure = mark === "✔" ? undefined : mark === "×" ? "" : "skipped by h2specd";
      cases.push({ id: `${section}/${number}`, title, failure });
    } else if (last?.failure !== undefined && line.trim() !== "") {
      last.failure += `${last.failure === "" ? "" : " "}${line.trim()}`;
    }
  }
  return cases;
}
