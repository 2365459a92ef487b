import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Sample } from "./sample.ts";

/** How long a round may take before the process counts as hung. */
const ANSWER_MS = 10 * 60_000;

/** A process of a soak, asked by messages. */
export class SoakedProcess {
  readonly name: string;
  readonly samples: Sample[];
  private readonly child: ChildProcess;

  constructor(name: string, args: readonly string[]) {
    this.name = name;
    this.samples = [];
    this.child = fork(fileURLToPath(new URL(`${name}.ts`, import.meta.url)), args, {
      execArgv: ["--expose-gc", "--import", "tsx", "--conditions=tramline-source"],
    });
  }

  /** Sends a message, if there is one, and waits for the next that comes back. */
  async ask(message?: object | string): Promise<unknown> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, AbortSignal.timeout(ANSWER_MS)]);
    const ended = once(this.child, "exit", { signal }).then(() => {
      throw new Error(`the ${this.name} ended`);
    });
    const answered = Promise.race([once(this.child, "message", { signal }), ended]);
    if (message !== undefined) this.child.send(message);
    let answer: unknown;
    try {
      [answer] = (await answered) as [unknown];
    } finally {
      over.abort();
      await ended.catch(() => {});
    }
    if (typeof answer === "object" && answer !== null && "failed" in answer) {
      throw new Error(`the ${this.name} failed: ${String(answer.failed)}`);
    }
    return answer;
  }

  async sample(): Promise<void> {
    this.samples.push((await this.ask("sample")) as Sample);
  }

  /** Lets the process end by itself; it must not need to be killed. */
  async end(): Promise<boolean> {
    const gone = once(this.child, "exit");
    this.child.disconnect();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    const [, signal] = (await gone) as [number | null, string | null];
    clearTimeout(timer);
    return signal === null;
  }
}
