import type { FrameListener } from "@tramline/http2";

const NO_TOPICS: ReadonlySet<string> = new Set();

/** The topics that the environment variable `TRAMLINE_DEBUG` names, as in `call,http2`. */
export function debugTopics(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): ReadonlySet<string> {
  const named = variables["TRAMLINE_DEBUG"];
  // Each connection looks: the environment of a process may change.
  if (named === undefined) return NO_TOPICS;
  const topics = named.split(",").map((topic) => topic.trim());
  if (named !== checked) warnOfUnknown(named, topics);
  return new Set(topics);
}

const TOPICS: readonly string[] = ["call", "http2"];

/** The value of the variable that was checked last: there is one warning for each. */
let checked = "";

function warnOfUnknown(named: string, topics: readonly string[]): void {
  checked = named;
  const unknown = topics.filter((topic) => topic !== "" && !TOPICS.includes(topic));
  if (unknown.length === 0) return;
  const names = unknown.map((topic) => JSON.stringify(topic)).join(", ");
  process.stderr.write(
    `tramline: invalid TRAMLINE_DEBUG: expected topics among ${TOPICS.join(", ")}, got ${names}\n`,
  );
}

/** Returns what prints a connection's frames to the standard error, for `TRAMLINE_DEBUG=http2`. */
export function frameLog(side: "client" | "server", peer: () => string): FrameListener | undefined {
  if (!debugTopics().has("http2")) return undefined;
  return (direction, words) => {
    const where = direction === "sent" ? "to" : "from";
    process.stderr.write(`tramline ${side}: ${direction} ${where} ${peer()}: ${words}\n`);
  };
}
