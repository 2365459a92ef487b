/** Collects what goes wrong in a page: errors on its console, uncaught errors, and requests to elsewhere. */
import type { Page } from "playwright-core";

/** What a page has complained about so far. */
export interface Complaints {
  /** Each as one line: where it comes from, then its text. */
  readonly list: readonly string[];
  /**
   * Returns the complaints so far, without those that a test has caused on purpose, and forgets all of them.
   *
   * @param expected complaints that contain a match are left out
   */
  take(expected?: RegExp): readonly string[];
}

/** Begins to collect. Call it before the page loads anything. */
export function watchComplaints(page: Page): Complaints {
  const list: string[] = [];
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    list.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => list.push(`uncaught: ${error.stack ?? error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    const isLocal = ["127.0.0.1", "localhost", "[::1]", ""].includes(url.hostname);
    if (!isLocal) list.push(`request to elsewhere: ${request.url()}`);
  });
  return {
    list,
    take(expected) {
      const taken = list.splice(0);
      return expected === undefined ? taken : taken.filter((line) => !expected.test(line));
    },
  };
}
