import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { compileSync } from "@tramline/compiler";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";
import { compareSets, splitSet } from "../compare/descriptor-sets.ts";
import { protocInclude, runProtoc } from "../protoc.ts";
import { readSource } from "../read-source.ts";
import {
  compareFindings,
  type Finding,
  type FindingComparison,
  findingsOf,
  findingText,
  parseProtoc,
} from "./findings.ts";
import { MAIN, readSnippets, type Snippet } from "./read-snippets.ts";

/** What is expected of protoc, whose word decides. */
export type Kind = "rejected" | "accepted" | "warned";

/** What came of one snippet. */
export interface Judgement {
  readonly name: string;
  /** Undefined when both compilers agree. */
  readonly failure: string | undefined;
  /** Why places that are not protoc's count as the same. */
  readonly finer: readonly string[];
  /** What protoc said. */
  readonly protoc: readonly Finding[];
  readonly ours: readonly Finding[];
}

interface Compiled {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** The encoded FileDescriptorSet; undefined after an error. */
  readonly set: Uint8Array | undefined;
}

/** Compiles each snippet of a kind with protoc and with ours, and compares what they say. */
export async function judgeSnippets(
  kind: Kind,
  isWanted: (name: string) => boolean,
): Promise<Judgement[]> {
  const snippets = readSnippets(kind).filter(({ name }) => isWanted(name));
  const judgements = new Map<Snippet, Judgement>();
  const folder = mkdtempSync(path.join(tmpdir(), "tramline-descriptors-"));
  try {
    const waiting = snippets.entries();
    const work = async (): Promise<void> => {
      for (const [index, snippet] of waiting) {
        const own = path.join(folder, String(index));
        judgements.set(snippet, await judge(kind, snippet, own));
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return snippets.flatMap((snippet) => judgements.get(snippet) ?? []);
}

async function judge(kind: Kind, snippet: Snippet, folder: string): Promise<Judgement> {
  const protoc = await compileWithProtoc(snippet, folder);
  const ours = compileWithOurs(snippet);
  const { failure, finer } = verdict(kind, protoc, ours);
  return { name: snippet.name, failure, finer, protoc: protoc.findings, ours: ours.findings };
}

function verdict(kind: Kind, protoc: Compiled, ours: Compiled): FindingComparison {
  const contradiction = contradictionOf(kind, protoc, ours);
  if (contradiction !== undefined) return { failure: contradiction, finer: [] };
  if (kind === "rejected") return compareFindings(protoc.findings, ours.findings, "error");
  const warnings = compareFindings(protoc.findings, ours.findings, "warning");
  if (warnings.failure !== undefined) return warnings;
  const none = new Uint8Array();
  return { ...warnings, failure: compareDescriptors(protoc.set ?? none, ours.set ?? none) };
}

/** Where one of them accepts what the other rejects, or protoc does not do what the folder says. */
function contradictionOf(kind: Kind, protoc: Compiled, ours: Compiled): string | undefined {
  const said = protoc.findings.map((finding) => `\n  protoc: ${findingText(finding)}`).join("");
  if (kind === "rejected") {
    if (protoc.ok) return `protoc accepts this: it belongs elsewhere${said}`;
    return ours.ok ? `ours accepts this${said}` : undefined;
  }
  if (!protoc.ok) return `protoc rejects this: it belongs elsewhere${said}`;
  if (!ours.ok) {
    const wrong = ours.findings.map((finding) => `\n  ours: ${findingText(finding)}`).join("");
    return `ours rejects this${wrong}`;
  }
  if (kind === "warned" && protoc.findings.length === 0) return "protoc has no warning for this";
  return undefined;
}

function compareDescriptors(protoc: Uint8Array, ours: Uint8Array): string | undefined {
  const failures = compareSets(splitSet(protoc), splitSet(ours)).flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`${name}: ${failure}`],
  );
  return failures.length === 0 ? undefined : failures.join("\n");
}

async function compileWithProtoc(snippet: Snippet, folder: string): Promise<Compiled> {
  for (const [file, text] of snippet.files) {
    const full = path.join(folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, text);
  }
  const output = path.join(folder, "out.binpb");
  const { ok, output: said } = await runProtoc(
    [
      ...["-I", ".", "-I", protocInclude],
      ...["--error_format=gcc", "--include_source_info", "--include_imports"],
      ...["-o", output, MAIN],
    ],
    folder,
  );
  return { ok, findings: parseProtoc(said), set: ok ? readFileSync(output) : undefined };
}

function compileWithOurs(snippet: Snippet): Compiled {
  const { ok, diagnostics, files } = compileSync({
    files: [MAIN],
    resolve: (file) => snippet.files.get(file) ?? readSource([protocInclude], file),
  });
  const set = ok ? FileDescriptorSet.encode({ file: files }) : undefined;
  return { ok, findings: findingsOf(diagnostics), set };
}
