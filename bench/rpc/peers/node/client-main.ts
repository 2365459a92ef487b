import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { ClientFactory } from "./bench-client.ts";
import type { Command } from "./command.ts";
import { flag } from "./flags.ts";
import { runCommand } from "./load.ts";

/** The whole of a client process: commands from stdin, answers to stdout, until stdin ends. */
export async function clientMain(create: ClientFactory): Promise<void> {
  const ca = readFileSync(flag("tls-ca"), "utf8");
  for await (const line of createInterface({ input: process.stdin })) {
    let answer: unknown;
    try {
      answer = await runCommand(create, JSON.parse(line) as Command, ca);
    } catch (error) {
      answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  process.exit(0);
}
