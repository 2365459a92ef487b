/**
 * Compiles a corpus with our compiler, in a process of its own, so that its time and memory are those of
 * one compile. Takes the path of a job (job.ts) and prints a report.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { bundledPaths, compileSync } from "@tramline/compiler";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";
import { readSource } from "../read-source.ts";
import type { CompileJob, CompileReport } from "./job.ts";

/** Errors that are told; of a corpus that is wrong in one way there may be thousands. */
const MAX_ERRORS = 40;

const job = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as CompileJob;
const began = performance.now();
const { files, diagnostics, ok } = compileSync({
  files: job.files.length > 0 ? job.files : bundledPaths(),
  resolve: (file) => readSource(job.roots, file),
  sourceInfo: job.sourceInfo,
});
const compileMs = performance.now() - began;
writeFileSync(job.output, FileDescriptorSet.encode({ file: files }));
const report: CompileReport = {
  ok,
  errors: diagnostics
    .filter(({ severity }) => severity === "error")
    .slice(0, MAX_ERRORS)
    .map(({ file, line, message }) => `${file}:${line}: ${message}`),
  compileMs,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(report));
