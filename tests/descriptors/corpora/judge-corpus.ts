import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import {
  compareSets,
  type FileComparison,
  sameOrder,
  splitSet,
} from "../compare/descriptor-sets.ts";
import { runProtoc } from "../protoc.ts";
import type { Corpus } from "./corpus.ts";
import type { CompileJob, CompileReport } from "./job.ts";

/** What came of a corpus. */
export interface CorpusResult {
  readonly files: readonly FileComparison[];
  /** What is wrong with the corpus as a whole. */
  readonly failures: readonly string[];
  readonly protocMs: number;
  readonly report: CompileReport | undefined;
}

/** Compiles a corpus with protoc and with ours, one process each, and compares the descriptors. */
export async function judgeCorpus(corpus: Corpus): Promise<CorpusResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "tramline-corpus-"));
  try {
    const expected = path.join(folder, "protoc.binpb");
    const list = path.join(folder, "files.txt");
    writeFileSync(list, corpus.files.join("\n"));
    const includes = corpus.roots.flatMap((root) => ["-I", root]);
    const info = corpus.sourceInfo ? ["--include_source_info"] : [];
    const args = [...includes, ...info, "--include_imports", "-o", expected, `@${list}`];
    const protoc = await runProtoc(args, folder);
    if (!protoc.ok) {
      const errors = protoc.output.split("\n").filter((line) => !line.includes(" warning: "));
      const failure = `protoc rejects it:\n${errors.slice(0, 20).join("\n")}`;
      return { files: [], failures: [failure], protocMs: protoc.wallMs, report: undefined };
    }
    const actual = path.join(folder, "ours.binpb");
    const job: CompileJob = {
      roots: corpus.bundled ? [] : corpus.roots,
      files: corpus.files,
      sourceInfo: corpus.sourceInfo,
      output: actual,
    };
    const jobFile = path.join(folder, "job.json");
    writeFileSync(jobFile, JSON.stringify(job));
    const report = await compileWithOurs(jobFile);
    const left = splitSet(readFileSync(expected));
    const right = splitSet(readFileSync(actual));
    const failures: string[] = [];
    if (!report.ok) failures.push(`ours has errors:\n${report.errors.join("\n")}`);
    const files = compareSets(left, right);
    if (files.every(({ name }) => left.has(name) && right.has(name)) && !sameOrder(left, right)) {
      failures.push("the files are not in protoc's order");
    }
    return { files, failures, protocMs: protoc.wallMs, report };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compileWithOurs(jobFile: string): Promise<CompileReport> {
  const script = fileURLToPath(new URL("compile.ts", import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, script, jobFile], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(output) as CompileReport);
      else reject(new Error(`our compiler ended with status ${code}`));
    });
  });
}
