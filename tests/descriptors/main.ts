/**
 * Our compiler beside protoc: the same descriptors for whole corpora of published files, and for small
 * inputs the same refusals, acceptances and warnings.
 *
 *   npm run test:descriptors [-- --json FILE] [--only NAME,…] [--case PART] [--verbose]
 *
 * `--only` takes names of corpora (corpora/corpora.ts) and `rejected`, `accepted` and `warned`; `--case`
 * only what has PART in its name; `--verbose` shows what both compilers say about each small input.
 */
import { parseArgs } from "node:util";
import { printCounts, type SuiteResult, writeResult } from "../../tools/suite-result.mjs";
import { SOURCES } from "./corpora/corpora.ts";
import type { Corpus } from "./corpora/corpus.ts";
import { judgeCorpus } from "./corpora/judge-corpus.ts";
import { findingText } from "./snippets/findings.ts";
import { type Judgement, judgeSnippets, type Kind } from "./snippets/judge-snippets.ts";

/** How many small inputs there are at least. */
const KINDS: ReadonlyMap<Kind, number> = new Map([
  ["rejected", 300],
  ["accepted", 50],
  ["warned", 10],
]);

/** Failures whose text is printed; the rest is in the JSON. */
const MAX_PRINTED = 60;

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    only: { type: "string" },
    case: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});

const names = [...SOURCES.map(({ name }) => name), ...KINDS.keys()];
const wanted = new Set(values.only?.split(",") ?? names);
for (const name of wanted) {
  if (names.some((known) => known === name)) continue;
  console.error(`--only ${name}: there are ${names.join(", ")}`);
  process.exit(2);
}
const isWanted = (name: string): boolean => values.case === undefined || name.includes(values.case);

const result: SuiteResult = {
  suite: "descriptors",
  passed: 0,
  failed: 0,
  notApplicable: [],
  failures: [],
};

/** Small inputs of which ours tells more exactly than protoc where they are wrong. */
const finerPlaces: { case: string; reason: string }[] = [];

function fail(name: string, message: string): void {
  result.failed++;
  result.failures.push({ case: name, message });
  if (result.failures.length > MAX_PRINTED) return;
  console.log(`failed: ${name}\n        ${message.replaceAll("\n", "\n        ")}`);
}

async function runCorpus(corpus: Corpus, count: number): Promise<void> {
  const began = performance.now();
  const before = { passed: result.passed, failed: result.failed };
  if (corpus.files.length !== count) {
    fail(corpus.name, `it has ${corpus.files.length} files instead of ${count}`);
  }
  const { files, failures, protocMs, report } = await judgeCorpus(corpus);
  for (const failure of failures) fail(corpus.name, failure);
  for (const { name, failure } of files) {
    if (failure === undefined) result.passed++;
    else fail(`${corpus.name}: ${name}`, failure);
  }
  for (const { file, reason } of corpus.leftOut) {
    result.notApplicable.push({ case: `${corpus.name}: ${file}`, reason });
  }
  const identical = files.filter((file) => file.identical).length;
  const parts = [
    `${corpus.name}: ${result.passed - before.passed} passed, ${result.failed - before.failed} failed`,
    `${identical} of ${files.length} the same before ordering`,
    `protoc ${seconds(protocMs)}`,
    ...(report === undefined
      ? []
      : [`ours ${seconds(report.compileMs)} and ${Math.round(report.peakBytes / 2 ** 20)} MiB`]),
    `in all ${seconds(performance.now() - began)}`,
  ];
  console.log(parts.join("; "));
}

async function runSnippets(kind: Kind, least: number): Promise<void> {
  const began = performance.now();
  const judgements = await judgeSnippets(kind, isWanted);
  let failed = 0;
  if (values.case === undefined && judgements.length < least) {
    fail(kind, `there are ${judgements.length} inputs instead of at least ${least}`);
    failed++;
  }
  for (const judgement of judgements) {
    if (values.verbose) show(judgement);
    if (judgement.failure === undefined) {
      result.passed++;
      continue;
    }
    failed++;
    fail(`${kind} ${judgement.name}`, judgement.failure);
  }
  for (const { name, finer } of judgements) {
    for (const reason of finer) finerPlaces.push({ case: `${kind} ${name}`, reason });
  }
  const said = judgements.flatMap(({ protoc }) => protoc.map(({ message }) => shapeOf(message)));
  console.log(
    `${kind}: ${judgements.length - failed} passed, ${failed} failed; ` +
      `${new Set(said).size} different things that protoc says; in all ${seconds(performance.now() - began)}`,
  );
}

function show({ name, protoc, ours }: Judgement): void {
  console.log(`--- ${name}`);
  for (const finding of protoc) console.log(`    protoc ${findingText(finding)}`);
  for (const finding of ours) console.log(`    ours   ${findingText(finding)}`);
}

/** A message without the names and numbers of the one case. */
function shapeOf(message: string): string {
  return message.replace(/"[^"]*"/g, '"…"').replace(/-?\d+/g, "0");
}

/** Lists cases under their reasons. */
function printByReason(title: string, entries: readonly { case: string; reason: string }[]): void {
  const reasons = new Map<string, string[]>();
  for (const { case: name, reason } of entries) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  for (const [reason, cases] of reasons) {
    console.log(`${title}, ${cases.length}: ${reason}`);
    for (const name of new Set(cases)) console.log(`    ${name}`);
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

for (const { name, count, find } of SOURCES) {
  if (!wanted.has(name)) continue;
  try {
    await runCorpus(find(), count);
  } catch (error) {
    result.notRun = `${name}: ${error instanceof Error ? error.message : String(error)}`;
    fail(name, result.notRun);
  }
}
for (const [kind, least] of KINDS) {
  if (wanted.has(kind)) await runSnippets(kind, least);
}
printByReason("left out", result.notApplicable);
printByReason("passed with a finer place", finerPlaces);
if (result.failures.length > MAX_PRINTED) {
  console.log(`… and ${result.failures.length - MAX_PRINTED} failures more (--json has all)`);
}
writeResult(result, values.json);
printCounts(result);
