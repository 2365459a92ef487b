// A reporter for node:test that tells the parent process, on file descriptor 3, one JSON line an
// event. Lines are written synchronously: they survive the process being killed in a hanging test.
import { writeSync } from "node:fs";
import { inspect } from "node:util";

const channel = 3;

/**
 * @param {import("./run-tests.mjs").TestEvent} event
 */
function tell(event) {
  let rest = Buffer.from(`${JSON.stringify(event)}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(channel, rest));
    } catch (error) {
      // The pipe is full for a moment: the parent reads on.
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EAGAIN") throw error;
    }
  }
}

/**
 * @param {unknown} failure what node:test hands over: its own error around the test's
 * @returns {string}
 */
function describeFailure(failure) {
  const error = failure instanceof Error && failure.cause !== undefined ? failure.cause : failure;
  const text = typeof error === "string" ? error : inspect(error, { depth: 4, breakLength: 100 });
  // The runner's own frames say nothing about the failure.
  return text.replace(/^ +at .*\(?node:internal\/(test_runner|per_context|process)\/.*\n?/gm, "");
}

/**
 * @param {AsyncIterable<import("node:test/reporters").TestEvent>} source
 * @returns {AsyncGenerator<string>} nothing: stdout stays the tests' own
 */
// biome-ignore format: node:test loads a reporter by its default export
export default async function* report(source) {
  /** @type {string[]} */
  const names = [];
  for await (const event of source) {
    if (event.type === "test:dequeue") {
      tell({ type: "begin", name: event.data.name, depth: event.data.nesting });
    } else if (event.type === "test:start") {
      names.length = event.data.nesting;
      names[event.data.nesting] = event.data.name;
    } else if (event.type === "test:pass" || event.type === "test:fail") {
      const { data } = event;
      const name = [...names.slice(0, data.nesting), data.name].join(" > ");
      const failed = event.type === "test:fail";
      const details = /** @type {{ type?: string, error?: unknown, duration_ms: number }} */ (data.details);
      const failure = failed ? details.error : undefined;
      // A suite that fails only because a test in it failed says nothing new.
      const own = failed && !isSubtestFailure(failure);
      tell({
        type: "end",
        name,
        depth: data.nesting,
        suite: details.type === "suite",
        failed,
        own,
        skipped: reasonOf(data.skip),
        durationMs: details.duration_ms,
        file: data.file,
        line: data.line,
        message: own ? describeFailure(failure) : undefined,
      });
    }
  }
  tell({ type: "finished" });
  yield "";
}

/**
 * @param {string | boolean | undefined} skip
 * @returns {string | undefined} why a test was left out, if it was
 */
function reasonOf(skip) {
  if (skip === undefined || skip === false) return undefined;
  return typeof skip === "string" && skip !== "" ? skip : "skipped by the test itself";
}

/** @param {unknown} failure */
function isSubtestFailure(failure) {
  return (
    failure instanceof Error && "failureType" in failure && failure.failureType === "subtestsFailed"
  );
}
