import type { FrameListener } from "@tramline/http2";

const NO_TOPICS: ReadonlySet<string> = new Set();

/** The topics that the environment variable `TRAMLINE_DEBUG` names, as in `call,http2`. */
export function debugTopics(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): ReadonlySet<string> {
  const named = variables["TRAMLINE_DEBUG"];
  // Each connection looks: the environment of a process may change.
  if (named === undefined) return NO_TOPICS;
  return new Set(named.split(",").map((topic) => topic.trim()));
}

/** Returns what prints a connection's frames to the standard error, for `TRAMLINE_DEBUG=http2`. */
export function frameLog(side: "client" | "server", peer: () => string): FrameListener | undefined {
  if (!debugTopics().has("http2")) return undefined;
  return (direction, words) => {
    const where = direction === "sent" ? "to" : "from";
    process.stderr.write(`tramline ${side}: ${direction} ${where} ${peer()}: ${words}\n`);
  };
}
