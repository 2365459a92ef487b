/** One scenario with one client. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { ClientReport } from "../programs/messages.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { type Figures, RATE } from "./figures.ts";
import type { Fleet } from "./fleet.ts";

/** A client and how it is started. */
export interface ClientProgram {
  readonly name: "tramline" | "grpc-go";
  readonly command: string;
  readonly args: readonly string[];
}

/** How long the parts of a scenario take. */
export interface Durations {
  readonly warmMs: number;
  readonly measureMs: number;
}

/** Runs the scenario; the fleet behaves as at its start when this begins. */
export async function measure(
  scenario: Scenario,
  fleet: Fleet,
  client: ClientProgram,
  { warmMs, measureMs }: Durations,
): Promise<Figures> {
  await fleet.behave((index) => scenario.behavior?.(index) ?? {});
  const config = { ...scenario.config, loadBalancingConfig: scenario.policy };
  const child = spawn(
    client.command,
    [
      ...client.args,
      `--addresses=${fleet.addresses}`,
      `--service-config=${JSON.stringify(config)}`,
      `--rate=${RATE}`,
      `--warm-ms=${warmMs}`,
      `--measure-ms=${measureMs}`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  let report: ClientReport | undefined;
  let events: Promise<void> | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) report = JSON.parse(line) as ClientReport;
    else {
      await fleet.reset();
      events = scenario.events?.(fleet);
    }
  }
  const code = await ended;
  await events;
  if (report === undefined)
    throw new Error(`${client.name} ended with status ${code} and no report`);
  const counts = await fleet.counts();
  const failed = Object.values(report.errors).reduce((one, other) => one + other, 0);
  return { counts, calls: report.calls, failed, errors: report.errors };
}
