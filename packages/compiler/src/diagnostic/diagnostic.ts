import type { SourceFile } from "../source/source-file.ts";
import type { DiagnosticCode } from "./codes.ts";

/** An error keeps a file from being compiled; a warning does not. */
export type Severity = "error" | "warning";

/** One finding about one place in one file. */
export interface Diagnostic {
  /** An error stops generation; a warning does not. */
  readonly severity: Severity;
  /** Stable name of the rule, for scripts and documentation. */
  readonly code: DiagnosticCode;
  /** The problem, in one sentence without its place. */
  readonly message: string;
  /** Path of the file. */
  readonly file: string;
  /** From 1. 0 when the finding is about the file as a whole, e.g. that it cannot be found. */
  readonly line: number;
  /** From 1, in UTF-16 code units. 0 when `line` is. */
  readonly column: number;
  /** Offsets of the marked text, end exclusive. */
  readonly span: { readonly start: number; readonly end: number };
  /** The line of text on which the span starts; empty when `line` is 0. */
  readonly snippet: string;
  /** Facts that help to understand, e.g. where the other definition is. */
  readonly notes: readonly string[];
  /** The fix. */
  readonly hint: string | undefined;
}

/** Details of a finding beside its message. */
export interface DiagnosticDetails {
  readonly notes?: readonly string[] | undefined;
  readonly hint?: string | undefined;
}

/** Most diagnostics kept of one run; against input made to fill the memory with complaints. */
export const MAX_DIAGNOSTICS = 2000;

/** Collects the findings of one run, in the order in which they are made. */
export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  errorCount = 0;
  /** Findings beyond {@link MAX_DIAGNOSTICS}, or beyond what a check lists: counted, not kept. */
  droppedCount = 0;
  private readonly seen = new Set<string>();

  /** Reports an error about the text from `start` to `end` (exclusive). */
  error(
    code: DiagnosticCode,
    file: SourceFile,
    start: number,
    end: number,
    message: string,
    details?: DiagnosticDetails,
  ): void {
    this.add("error", code, file, start, end, message, details);
  }

  /** Reports a warning about the text from `start` to `end` (exclusive). */
  warning(
    code: DiagnosticCode,
    file: SourceFile,
    start: number,
    end: number,
    message: string,
    details?: DiagnosticDetails,
  ): void {
    this.add("warning", code, file, start, end, message, details);
  }

  /** Reports an error about a file as a whole. */
  fileError(
    code: DiagnosticCode,
    path: string,
    message: string,
    details?: DiagnosticDetails,
  ): void {
    if (this.isFull("error")) return;
    this.push({
      severity: "error",
      code,
      message,
      file: path,
      line: 0,
      column: 0,
      span: { start: 0, end: 0 },
      snippet: "",
      notes: details?.notes ?? [],
      hint: details?.hint,
    });
  }

  /** Counts errors that a check has found and does not list, since there are too many like them. */
  dropErrors(count: number): void {
    this.errorCount += count;
    this.droppedCount += count;
  }

  private add(
    severity: Severity,
    code: DiagnosticCode,
    file: SourceFile,
    start: number,
    end: number,
    message: string,
    details: DiagnosticDetails | undefined,
  ): void {
    if (this.isFull(severity)) return;
    const { line, column } = file.position(start);
    this.push({
      severity,
      code,
      message,
      file: file.path,
      line,
      column,
      span: { start, end: Math.max(start, end) },
      snippet: file.lineText(line),
      notes: details?.notes ?? [],
      hint: details?.hint,
    });
  }

  private push(diagnostic: Diagnostic): void {
    const { code, file, span, message } = diagnostic;
    // One place may be reached in two ways (e.g. a range's options are shared): say it once.
    const key = `${code}\0${file}\0${span.start}\0${message}`;
    if (diagnostic.severity === "error") this.errorCount += 1;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.diagnostics.push(diagnostic);
  }

  private isFull(severity: Severity): boolean {
    if (this.diagnostics.length < MAX_DIAGNOSTICS) return false;
    if (severity === "error") this.errorCount += 1;
    this.droppedCount += 1;
    return true;
  }
}
