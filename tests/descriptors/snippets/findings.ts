import type { Diagnostic } from "@tramline/compiler";

/** What a compiler says about a place. */
export interface Finding {
  readonly severity: "error" | "warning";
  readonly file: string;
  /** From 1; 0 when it is about a file as a whole. */
  readonly line: number;
  readonly message: string;
}

/** Reads what protoc prints with `--error_format=gcc`. */
export function parseProtoc(output: string): Finding[] {
  const findings: Finding[] = [];
  for (const text of output.split("\n")) {
    const match = /^(\S+\.proto):(?:(\d+):\d+:)? (warning: )?(.*)$/.exec(text);
    if (match === null) continue;
    const [, file = "", line = "0", warning, message = ""] = match;
    const severity = warning === undefined ? "error" : "warning";
    findings.push({ severity, file, line: Number(line), message });
  }
  return findings;
}

/** Our diagnostics in the same form. */
export function findingsOf(diagnostics: readonly Diagnostic[]): Finding[] {
  return diagnostics.map(({ severity, file, line, message }) => ({
    severity,
    file,
    line,
    message,
  }));
}

/** `main.proto:3: error: …`. */
export function findingText({ severity, file, line, message }: Finding): string {
  return `${file}:${line}: ${severity}: ${message}`;
}

/** What comparing the findings of both came to. */
export interface FindingComparison {
  /** The mistake. Undefined for a case without one. */
  readonly failure: string | undefined;
  /** Findings of protoc that ours has in a finer place, with the reason why that counts. */
  readonly finer: readonly string[];
}

/**
 * Compares the places of one severity: each line that protoc names must be named by ours, which may
 * name more, since it goes on where protoc stops. The first line must be the same.
 */
export function compareFindings(
  protoc: readonly Finding[],
  ours: readonly Finding[],
  severity: Finding["severity"],
): FindingComparison {
  const expected = withoutConsequences(protoc, severity);
  const actual = ours.filter((finding) => finding.severity === severity);
  const finer: string[] = [];
  const missing: Finding[] = [];
  for (const finding of expected) {
    if (actual.some((own) => own.file === finding.file && own.line === finding.line)) continue;
    const coarse = COARSE.find(({ pattern }) => pattern.test(finding.message));
    const isWithin = actual.some(
      (own) => own.file === finding.file && coarse?.allows(own.line, finding.line) === true,
    );
    if (coarse !== undefined && isWithin) finer.push(coarse.reason);
    else missing.push(finding);
  }
  if (missing.length > 0) {
    const lines = missing.map((finding) => `  protoc: ${findingText(finding)}`);
    const text = [`protoc's ${severity} has no match:`, ...lines, ...oursText(actual)];
    return { failure: text.join("\n"), finer };
  }
  const first = firstOf(expected);
  const own = firstOf(actual.filter(({ file }) => file === first?.file));
  const isEarlier = first !== undefined && own !== undefined && own.line < first.line;
  const coarse = isEarlier && COARSE.find(({ pattern }) => pattern.test(first.message));
  if (!isEarlier || (coarse && coarse.allows(own.line, first.line))) {
    return { failure: undefined, finer };
  }
  const text = [
    `ours has an ${severity} before protoc's first:`,
    `  protoc: ${findingText(first)}`,
  ];
  return { failure: [...text, ...oursText(actual)].join("\n"), finer };
}

interface Coarse {
  readonly pattern: RegExp;
  /** Whether a line of ours is within what protoc's line stands for. */
  readonly allows: (ours: number, protoc: number) => boolean;
  readonly reason: string;
}

const after = (ours: number, protoc: number): boolean => ours >= protoc;
const before = (ours: number, protoc: number): boolean => ours <= protoc;

/** What protoc knows only as a whole; ours points at the line in it. */
const COARSE: readonly Coarse[] = [
  {
    pattern: /^Error while parsing option value for /,
    allows: after,
    reason: "protoc names the line where an option's value begins, ours the line in it",
  },
  {
    pattern: /^Unexpected end of stream while parsing aggregate value/,
    allows: before,
    reason: "protoc names the end of the file, ours the brace that is not closed",
  },
  {
    pattern: /^End-of-file inside block comment/,
    allows: before,
    reason:
      "protoc names the end of the file, ours where the comment begins, as protoc's note does",
  },
  {
    pattern: / is reserved multiple times\.$/,
    allows: after,
    reason: "protoc names the message or enum, ours the name that is reserved again",
  },
  {
    pattern:
      /^Features are only valid |^Required presence |^File option .* is not allowed under editions|^google\.protobuf\..* (has been removed in|wasn't introduced until) edition /,
    allows: after,
    reason: "protoc names the element whose option or feature it is, ours the option",
  },
  {
    pattern:
      / extension field \d+ is expected to |^Missing extension declaration |^Cannot use number /,
    allows: after,
    reason: "protoc names the extend block, ours the extension in it",
  },
  {
    pattern: /^Extension declaration number /,
    allows: after,
    reason: "protoc names the extension range, ours the declaration",
  },
  {
    pattern: / declares (support for enum aliases but|'option allow_alias = false;')/,
    allows: before,
    reason: "protoc names what follows the enum, ours the option",
  },
];

/** How protoc goes on after a syntax error is chance: where it finds its way again. */
const SYNTAX_ERROR =
  /^(Expected |Unexpected |Unmatched |Missing |Invalid control |Multiline strings |Reached end of input )/;

/** Without what has no place, and what only follows from another error. */
function withoutConsequences(
  findings: readonly Finding[],
  severity: Finding["severity"],
): Finding[] {
  const placed = findings.filter((finding) => finding.severity === severity && finding.line > 0);
  return placed.filter((finding, index) => {
    if (index > 0 && SYNTAX_ERROR.test(finding.message)) return false;
    const imported = /^Import "(.*)" was not found or had errors\.$/.exec(finding.message)?.[1];
    if (imported !== undefined) return !placed.some(({ file }) => file === imported);
    const name = /^"(.*)" is not defined\.$/.exec(finding.message)?.[1];
    const entry = `Expanded map entry type ${name} conflicts`;
    return !placed.some(({ message }) => message.startsWith(entry));
  });
}

function firstOf(findings: readonly Finding[]): Finding | undefined {
  return findings.reduce<Finding | undefined>(
    (first, finding) => (first === undefined || finding.line < first.line ? finding : first),
    undefined,
  );
}

function oursText(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ["  ours: nothing"];
  return findings.map((finding) => `  ours: ${findingText(finding)}`);
}
